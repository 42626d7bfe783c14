"""What is held about an entry of a union that was drawn for an audit."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation


def facts_for_audit(model: str, pk: int) -> Sequence[tuple[str | Promise, object]] | None:
    """The union as it is registered; None if it is gone."""
    if model != "organisation":
        return ()
    found = Organisation.objects.select_related("parent", "industry").filter(pk=pk).first()
    if found is None:
        return None
    return [
        (_("名称"), found.name),
        (_("组织编码"), found.code),
        (_("组织类型"), found.get_kind_display()),
        (_("上级组织"), found.parent.name if found.parent else "—"),
        (_("行业工会"), found.industry.name if found.industry else "—"),
        (_("单位名称"), found.employer_name or "—"),
        (_("统一社会信用代码"), found.credit_code or "—"),
        (_("成立日期"), found.founded_on),
        (_("状态"), found.get_state_display()),
    ]
