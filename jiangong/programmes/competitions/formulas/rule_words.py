"""What stands beside a field when it is marked: the nominal value with its tolerance, what is taken off, who else enters it."""

from fractions import Fraction

from django.utils.translation import gettext as _

from jiangong.programmes.competitions.formulas.rounds import Tolerance
from jiangong.selection.judging.formulas.exact import written
from jiangong.selection.judging.formulas.scheme.kinds import Formula, Side
from jiangong.selection.judging.formulas.scheme.shapes import Measure


def measure_words(measure: Measure, of: Fraction) -> str:
    """A measurement's rule in one line."""
    facts = {
        "of": written(of),
        "step": _written(measure.step),
        "deduction": _written(measure.deduction),
        "reach": _written(measure.reach),
        "tolerance": written(measure.tolerance),
    }
    match measure.formula:
        case Formula.YES_NO:
            return _("做到得 %(of)s 分，没有做到得 0 分") % facts
        case Formula.COUNT if measure.tolerance:
            return _("%(tolerance)s 处以内不扣，以上每处扣 %(deduction)s 分") % facts
        case Formula.COUNT:
            return _("每处扣 %(deduction)s 分") % facts
        case Formula.WITHIN:
            taken = _("公差以内得 %(of)s 分，超出得 0 分") % facts
        case Formula.STEPS:
            taken = _("超出公差的，每 %(step)s 扣 %(deduction)s 分") % facts
        case Formula.LINEAR:
            taken = _("超出公差的按比例递减，超出 %(reach)s 得 0 分") % facts
        case Formula.BANDS:
            bands = [
                _("相差 %(up_to)s 以内 %(mark)s 分")
                % {"up_to": written(one.up_to), "mark": written(one.mark)}
                for one in measure.bands
            ]
            taken = _("；").join([*bands, _("更大 0 分")])
    return _("；").join([_nominal(measure), taken])


def _nominal(measure: Measure) -> str:
    facts = {"nominal": written(measure.nominal), "tolerance": written(measure.tolerance)}
    if measure.formula is Formula.BANDS:
        return _("标准值 %(nominal)s") % facts
    return {
        Side.BOTH: _("标准值 %(nominal)s ± %(tolerance)s"),
        Side.OVER: _("标准值 %(nominal)s，可以大 %(tolerance)s"),
        Side.UNDER: _("标准值 %(nominal)s，可以小 %(tolerance)s"),
    }[measure.side] % facts


def agreement_words(allowed: Tolerance) -> str:
    """Who else marks the cell, and how far apart is too far; empty where neither is asked."""
    if allowed.entries > 1:
        words = _("%(entries)s 人各自录入，都录完以前互相看不到，相差最多 %(apart)s")
        return words % {"entries": allowed.entries, "apart": _written(allowed.apart)}
    if allowed.apart is not None and not allowed.entries:
        return _("评委之间相差超过 %(apart)s 的，商议后重评") % {"apart": written(allowed.apart)}
    return ""


def _written(value: Fraction | None) -> str:
    return "" if value is None else written(value)
