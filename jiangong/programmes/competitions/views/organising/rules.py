"""The rules of a contest: in words, from a preset, as a file, in versions; locked from the draw on."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, done, page, xlsx_file
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import SchemeForm
from jiangong.programmes.competitions.states import CHANGEABLE, LIGHT, ContestState
from jiangong.programmes.competitions.views.common import visible_contest

PRESETS = (
    ("standard", gettext_lazy("理论和实操"), gettext_lazy("权重、满分、及格线、去掉高低分都按规则参数取。")),
    ("defence", gettext_lazy("理论、实操和答辩"), gettext_lazy("答辩由评委打分。")),
    ("light", gettext_lazy("一项成绩"), gettext_lazy("满分 100，由一个人录入；岗位练兵常用。")),
)


@require_GET
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules in force in words, and how they came about."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    scheme = contest.scheme or {}
    context = {
        "contest": contest,
        "scheme": scheme,
        "components": queries.rules_in_words(scheme),
        "awards": queries.awards_in_words(scheme),
        "ties": queries.ties_in_words(scheme),
        "versions": queries.versions_of(contest),
        "presets": [
            one for one in PRESETS if (one[0] == "light") == (contest.level in LIGHT) or one[0] == "light"
        ],
        "changes": contest.state in CHANGEABLE
        and user_of(request).has_perm("competitions.manage_contest", contest),
        "reasoned": bool(contest.scheme) and contest.state != ContestState.DRAFT,
        "locked": contest.state not in CHANGEABLE,
    }
    return render(request, "competitions/organising/rules.html", context)


@require_POST
def rules_preset(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin with a ready-made scheme; it replaces what was there, which stays among the versions."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    there = reverse("competitions:rules", args=[pk])
    name, places = request.POST.get("preset", ""), request.POST.get("places", "")
    if name not in {one for one, _title, _words in PRESETS}:
        return redirect(there)
    return at_once(
        request,
        lambda: actions.use_preset(
            contest, name, places=int(places) if places.isdigit() else None, by=user_of(request)
        ),
        _("已套用现成方案。请核对各项，不同的可以导出修改后再导入。"),
        there,
    )


@require_GET
def rules_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What one version changed against the one before, in words."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    versions = {one.number: one for one in queries.versions_of(contest)}
    if number not in versions:
        raise Http404
    before = versions.get(number - 1)
    context = {
        "contest": contest,
        "version": versions[number],
        "before": before,
        "differences": queries.differences(before.scheme if before else {}, versions[number].scheme),
        "components": queries.rules_in_words(versions[number].scheme),
    }
    return render(request, "competitions/organising/rules_version.html", context)


@require_GET
def rules_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules as a workbook, which can be changed and sent back."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    if not contest.scheme:
        raise Http404
    return xlsx_file(queries.scheme_file(contest.scheme), f"rules-{contest.pk}.xlsx")


def rules_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Rules out of a workbook: every fault with its cell, and nothing is taken over before all are gone."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    reasoned = bool(contest.scheme) and contest.state != ContestState.DRAFT
    form = SchemeForm(request.POST or None, request.FILES or None, reasoned=reasoned)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            data, faults = queries.read_scheme_file(contest, form.cleaned_data["file"].file)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            if faults:
                form.add_error(None, _("有 %(count)s 处不对，没有保存。") % {"count": len(faults)})
            elif contest.scheme and not queries.differences(contest.scheme, data):
                messages.info(request, _("和现在的规则一样，没有改动。"))
                return redirect("competitions:rules", pk=pk)
            elif done(
                request,
                form,
                lambda: actions.save_scheme(
                    contest, data, reason=form.cleaned_data.get("reason", ""), by=user_of(request)
                ),
                _("规则已保存为新的版本。"),
            ):
                return redirect("competitions:rules", pk=pk)
    return page(
        request,
        "competitions/organising/rules_upload.html",
        form,
        contest=contest,
        faults=faults,
        reasoned=reasoned,
    )
