"""The season's report as a workbook: the page's tables, a sheet each."""

import io
from typing import Any

from django.utils.translation import gettext as _

from jiangong.foundation.common.spreadsheets import Heading, write_book
from jiangong.programmes.competitions.queries.season_report import Line, SeasonReport
from jiangong.programmes.competitions.states import ContestClass, HonourState

Sheet = tuple[str, list[Heading], list[list[Any]]]


def report_file(report: SeasonReport) -> bytes:
    """Totals, promises, levels, trades, districts, what was served, sizes of units, honours, and what is not counted."""
    target = io.BytesIO()
    sheets: list[Sheet] = [
        (_("合计"), [Heading(_("项目"), 34), Heading(report.season.name, 18)], _totals(report)),
        (
            _("规划承诺"),
            [
                Heading(_("承诺"), 8), Heading(_("名称"), 24), Heading(_("单位"), 8), Heading(_("本赛季"), 12),
                Heading(_("规划当年"), 12), Heading(_("规划期内"), 12), Heading(_("每年应达到"), 12),
            ],
            [[one.promise, one.title, one.unit, one.season, one.year, one.whole, one.target] for one in report.promises],
        ),
        (_("层级"), _headings(_("层级")), [_row(one, key=False) for one in report.levels]),
        (
            _("工种"),
            [Heading(_("职业编码"), 16, text=True), *_headings(_("工种")), Heading(_("已颁发荣誉"), 10), Heading(_("市级决赛"), 8)],
            [[*_row(one, key=True), one.honours, _("已办结") if one.final else ""] for one in report.trades],
        ),
        (_("区市"), _headings(_("区市")), [_row(one, key=False) for one in report.districts]),
        (
            _("服务对象"),
            [Heading(_("类别"), 12), Heading(_("名称"), 32), Heading(_("竞赛"), 8), Heading(_("办结"), 8)],
            [list(one) for one in report.served],
        ),
        (
            _("单位规模"),
            [Heading(_("会员人数"), 16), Heading(_("参赛人次"), 10)],
            [[label, _cell(count)] for label, count in report.sizes],
        ),
        (
            _("荣誉"),
            [Heading(_("种类"), 16), *(Heading(str(label), 14) for _value, label in HonourState.choices)],
            [[kind, *(states.get(value, 0) for value, _label in HonourState.choices)] for kind, states in report.honours],
        ),
        (_("口径"), [Heading(_("没有计入的"), 80)], [[one] for one in report.not_counted]),
    ]  # fmt: skip
    write_book(target, sheets)
    return target.getvalue()


def _totals(report: SeasonReport) -> list[list[Any]]:
    whole, sums = report.whole, report.sums
    return [
        [_("竞赛（未取消）"), whole.called],
        [_("办结"), whole.finished],
        [_("参赛人次（实际开赛）"), whole.entrants],
        [_("参赛人数"), report.persons],
        [_("其中三新领域人次"), whole.from_new],
        [_("其中女职工人次"), _cell(whole.women)],
        [_("其中 %(age)s 岁以下人次") % {"age": report.young_until}, _cell(whole.young)],
        [_("晋级上一级的人数"), report.climbers],
        [_("办完市级决赛的工种"), len(report.finals)],
        [_("申诉"), sums.appeals],
        [_("其中成立"), sums.upheld],
        [_("执行的复核"), sums.rejudged],
        [_("申报的成果"), sums.reported],
        [_("已核实的成果"), sums.confirmed],
        [_("已核实的效益（元）"), sums.amount],
    ]


def _headings(first: str) -> list[Heading]:
    classes = [Heading(str(label), 8) for _value, label in ContestClass.choices]
    return [
        Heading(first, 20), Heading(_("竞赛"), 8), Heading(_("办结"), 8), *classes, Heading(_("参赛人次"), 10),
        Heading(_("三新领域"), 10), Heading(_("女职工"), 10), Heading(_("青年"), 10), Heading(_("晋级到本级"), 12),
    ]  # fmt: skip


def _row(one: Line, *, key: bool) -> list[Any]:
    classes = [one.classes.get(value, 0) for value, _label in ContestClass.choices]
    row: list[Any] = [one.label, one.called, one.finished, *classes, one.entrants, one.from_new]
    row += [_cell(one.women), _cell(one.young), one.climbed]
    return [one.key, *row] if key else row


def _cell(count: int | None) -> Any:
    return _("不显示") if count is None else count
