"""One page per change: a form, the action, back to the union. A refusal stays on the page with the input kept."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.organisations import actions, forms
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.views.reading import visible

Do = Callable[[Organisation, dict[str, Any], Any], Organisation]


def change(
    request: HttpRequest,
    pk: int,
    *,
    permission: str,
    form: type[forms.WorkbenchForm],
    do: Do,
    title: str | Promise,
    lede: str | Promise,
    submit: str | Promise,
    done: str | Promise,
    initial: Callable[[Organisation], dict[str, Any]] = lambda organisation: {},
    grave: bool = False,
) -> HttpResponse:
    """Show the form; on a good POST act and go to the union that `do` returns."""
    here = visible(request, pk)
    require(request.user, f"organisations.{permission}", here)
    filled = form(
        request.POST if request.method == "POST" else None,
        organisation=here,
        user=request.user,
        initial=initial(here),
    )
    return carried_out(
        request,
        filled,
        lambda: do(here, filled.cleaned_data, request.user),
        words=lambda target: str(done) % {"name": target.name},
        to=lambda target: redirect("organisations:organisation", target.pk),
    ) or page(
        request,
        "organisations/change.html",
        filled,
        here=here,
        title=title,
        lede=lede,
        submit=submit,
        grave=grave,
    )


def _found(here: Organisation, data: dict[str, Any], by: Any) -> Organisation:
    return actions.create(parent=here, by=by, **data)


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, pk: int) -> HttpResponse:
    """A new union below this one."""
    return change(
        request,
        pk,
        permission="create",
        form=forms.FoundForm,
        do=_found,
        title=_("新建下级工会"),
        lede=_("由上一级工会批准成立；成立之日起计入本级。"),
        submit=_("批准成立"),
        done=_("“%(name)s”已成立。"),
    )


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day on."""
    return change(
        request,
        pk,
        permission="rename",
        form=forms.RenameForm,
        do=lambda here, data, by: actions.rename(
            here, data["name"], short_name=data["short_name"], on=data["on"], by=by
        ),
        title=_("更名"),
        lede=_("旧名称留在沿革里，旧记录仍按当时的名称显示。"),
        submit=_("更名"),
        done=_("已更名为“%(name)s”。"),
        initial=lambda here: {"name": here.name},
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Under another parent, with everything below."""
    return change(
        request,
        pk,
        permission="move",
        form=forms.MoveForm,
        do=lambda here, data, by: actions.move(here, data["parent"], on=data["on"], by=by),
        title=_("调整隶属"),
        lede=_("连同全部下级一起移动。以前的数字留在原来的上级，从生效日起计入新的上级。"),
        submit=_("调整隶属"),
        done=_("“%(name)s”的隶属已调整。"),
    )


@require_http_methods(["GET", "POST"])
def set_industry(request: HttpRequest, pk: int) -> HttpResponse:
    """The second line."""
    return change(
        request,
        pk,
        permission="set_industry",
        form=forms.IndustryForm,
        do=lambda here, data, by: actions.set_industry(here, data["industry"], on=data["on"], by=by),
        title=_("调整行业工会"),
        lede=_("第二条隶属线：数字同时计入行业工会和属地，共同的上级只计一次。分工会随企业。"),
        submit=_("保存"),
        done=_("“%(name)s”的行业工会已调整。"),
        initial=lambda here: {"industry": here.industry_id},
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int, *, merging: Callable[..., Organisation]) -> HttpResponse:
    """Into another union of its kind. `merging` is people's action, which brings the members along."""
    return change(
        request,
        pk,
        permission="merge",
        form=forms.MergeForm,
        do=lambda here, data, by: merging(here, data["into"], on=data["on"], by=by),
        title=_("并入其他工会"),
        lede=_("并入后本会终止，下级工会归入新的工会，会员的会籍一并转入，历史数字留在本会名下。"),
        submit=_("确认并入"),
        done=_("“%(name)s”已并入。"),
        grave=True,
    )


@require_http_methods(["GET", "POST"])
def dissolve(request: HttpRequest, pk: int, *, dissolving: Callable[..., Organisation]) -> HttpResponse:
    """The end. `dissolving` is people's action, which leaves the members to the union above."""
    return change(
        request,
        pk,
        permission="dissolve",
        form=forms.DissolveForm,
        do=lambda here, data, by: dissolving(here, on=data["on"], reason=data["reason"], by=by),
        title=_("撤销工会"),
        lede=_(
            "撤销不能恢复。历史数字留在本会名下，会员的会籍转到上一级工会；还有下级工会的，先安排好它们的去处。"
        ),
        submit=_("确认撤销"),
        done=_("“%(name)s”已撤销。"),
        grave=True,
    )


@require_http_methods(["GET", "POST"])
def change_details(request: HttpRequest, pk: int) -> HttpResponse:
    """What is registered about it."""
    return change(
        request,
        pk,
        permission="change_details",
        form=forms.DetailsForm,
        do=lambda here, data, by: actions.change_details(here, by=by, **data),
        title=_("变更登记信息"),
        lede=_("改了哪几项会记入台账。更名、调整隶属请在各自的页面办理。"),
        submit=_("保存"),
        done=_("“%(name)s”的登记信息已保存。"),
        initial=lambda here: {field: getattr(here, field) for field in forms.DetailsForm.base_fields},
    )


def _form_committee(here: Organisation, data: dict[str, Any], by: Any) -> Organisation:
    return actions.form_committee(
        here, data["kind"], since=data["since"], years=data["years"], by=by
    ).organisation


@require_http_methods(["GET", "POST"])
def form_committee(request: HttpRequest, pk: int) -> HttpResponse:
    """A committee takes office."""
    return change(
        request,
        pk,
        permission="form_committee",
        form=forms.CommitteeForm,
        do=_form_committee,
        title=_("登记委员会成立或换届"),
        lede=_("选举结果报上一级工会批准后登记。委员在任职页面逐人登记。"),
        submit=_("登记"),
        done=_("“%(name)s”的委员会已登记。"),
    )
