"""The simulator: ask what a rule would do, watch it being tried, compare it with others, take the figures away."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from jiangong.foundation.common.pages import carried_out, page, xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.spreadsheets import Heading, write_xlsx
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.selection.equity import actions, queries, tasks
from jiangong.selection.equity.forms import SimulationForm
from jiangong.selection.equity.models import Simulation
from jiangong.selection.equity.queries import simulations
from jiangong.selection.equity.states import Dimension, SimulationState


@dataclass(frozen=True)
class Figure:
    """A figure of a rule over the runs: the middle one, and from where to where they went."""

    middle: float
    low: float
    high: float

    @property
    def same(self) -> bool:
        """Whether all runs gave the same."""
        return self.low == self.high


@dataclass(frozen=True)
class Tried:
    """One rule with its figures; `course` draws how many of the steady applicants were served by the end of each year."""

    name: str
    words: str
    figures: Mapping[str, Figure]
    first: Sequence[Figure]
    served_by: Sequence[Figure]
    most: int
    course: Any


@require_GET
def trials(request: HttpRequest) -> HttpResponse:
    """The trials of the workbench's union and those below it."""
    organisation = workbench_organisation(request)
    found = simulations.simulations_at(request.user, organisation)
    context = {
        "page": page_after(found, request.GET.get("after"), size=20, newest_first=True),
        "organisation": organisation,
    }
    return render(request, "equity/trials.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Ask for a trial; `?subject=` names a programme whose draft is to be tried."""
    organisation = workbench_organisation(request)
    permit(request, "equity.simulate", organisation)
    goods = [(code, str(one.title)) for code, one in queries.goods().items() if one.asked]
    form = SimulationForm(
        request.POST or None,
        subjects=simulations.subjects_to_try(request.user, organisation),
        goods=goods,
        turns=queries.turns_rule(timezone.localdate()),
        seed=secrets.token_hex(4),
        subject=request.GET.get("subject", ""),
    )

    def act() -> Simulation:
        made = actions.ask_simulation(
            organisation,
            form.cleaned_data["title"],
            form.asked(),
            subject=form.cleaned_data["subject"],
            by=user_of(request),
        )
        tasks.simulate.defer(simulation_id=made.pk)
        return made

    return carried_out(
        request, form, act, words=_("已经开始推演。"), to=lambda made: redirect("equity:trial", made.pk)
    ) or page(request, "equity/trial_new.html", form, organisation=organisation)


@never_cache
@require_GET
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """One trial: the rule beside the others; while it is being tried, the page looks again every few seconds."""
    found = _visible(request, pk)
    running = found.state in (SimulationState.WAITING, SimulationState.WORKING)
    if request.headers.get("HX-Target") == "progress":
        response = render(request, "equity/_trying.html", {"trial": found})
        if not running:
            response["HX-Refresh"] = "true"
        return response
    context: dict[str, Any] = {"trial": found, "running": running}
    if found.state == SimulationState.DONE:
        context |= {
            "tried": _tried(found),
            "groups": _groups(found),
            "years": range(1, found.asked["years"] + 1),
        }
    return render(request, "equity/trial.html", context)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """All figures of a trial, with everything that was assumed."""
    found = _visible(request, pk)
    if found.state != SimulationState.DONE:
        raise Http404
    headings = [
        Heading(_("规则"), 34),
        Heading(_("数字"), 40),
        *(Heading(one, 12) for one in (_("中位"), _("最低"), _("最高"))),
    ]
    rows: list[tuple[Any, ...]] = []
    for one in _tried(found):
        rows += [(one.words, label, *_plain(one.figures[key])) for key, label in _labels(found).items()]
        rows += [
            (one.words, _("第 %(year)s 年第一次得到的，占年年报名的人 %%") % {"year": year}, *_plain(figure))
            for year, figure in enumerate(one.first, 1)
        ]
    for name, _label, lines in _groups(found):
        for value, _applied, figures in lines:
            rows += [
                (simulations.policy_words(rule), f"{name}：{value}，{_('每百次报名得到')}", *_plain(figure))
                for rule, figure in figures
            ]
    target = BytesIO()
    notes = [f"{found.title} · {found.organisation.name}", *_assumptions(found)]
    write_xlsx(target, headings, rows, notes=notes)
    return xlsx_file(target.getvalue(), f"simulation-{pk}.xlsx")


def _plain(figure: Figure) -> tuple[float, float, float]:
    return figure.middle, figure.low, figure.high


def _visible(request: HttpRequest, pk: int) -> Simulation:
    found = simulations.simulation_of(request.user, pk)
    if found is None:
        raise Http404
    return found


def _labels(found: Simulation) -> dict[str, str]:
    facts = {"years": found.asked["years"]}
    return {
        "people": _("%(years)s 年里得到过的不同的人") % facts,
        "given": _("%(years)s 年里给出的名额") % facts,
        "left": _("没有人要的名额"),
        "again": _("得到两次以上的人"),
        "never": _("年年报名、一直没有得到的，%%") % (),
    }


def _assumptions(found: Simulation) -> list[str]:
    assumed = found.assumed
    lines = [
        _("按 %(day)s 在册的 %(members)s 名会员，每年约 %(applicants)s 人申请。") % assumed,
        _("种子 %(seed)s，做 %(runs)s 遍。") % {"seed": found.seed, "runs": found.asked["runs"]},
    ]
    if assumed["part"] < 100:
        lines.append(
            _("申请的人太多，按 %(part)s%% 抽取，名额也按比例减为 %(places_simulated)s 个。") % assumed
        )
    return [*lines, *assumed["words"]]


def _in_order(found: Simulation) -> list[tuple[str, Any]]:
    """The rules as they were tried: the asked one first. PostgreSQL keeps keys of JSON in an order of its own."""
    return [(name, found.result[name]) for name in simulations.TRIED if name in found.result]


def _tried(found: Simulation) -> list[Tried]:
    made = []
    for name, result in _in_order(found):
        served = [Figure(*one) for one in result["served_by"]]
        years = len(served)
        course = (years, [one.middle for one in served], None, (), 100, [(0, "1"), (years, str(years))])
        made.append(
            Tried(
                name,
                simulations.policy_words(name),
                {key: Figure(*result[key]) for key in ("people", "given", "left", "again", "never")},
                [Figure(*one) for one in result["first"]],
                served,
                result["most"],
                course,
            )
        )
    return made


def _groups(found: Simulation) -> list[tuple[str, str, list[tuple[str, int, list[tuple[str, Figure]]]]]]:
    """By dimension: each group with its applications in all runs and, for each rule, its chance an application."""
    chosen = found.result["chosen"]["by"]
    names = queries.names_of(list(chosen.get(Dimension.DISTRICT, {})))
    return [
        (
            str(Dimension(dimension).label),
            dimension,
            [
                (
                    queries.label_of(dimension, value, names),
                    facts["applied"],
                    [
                        (rule, Figure(*result["by"][dimension].get(value, {"chance": [0, 0, 0]})["chance"]))
                        for rule, result in _in_order(found)
                    ],
                )
                for value, facts in values.items()
            ],
        )
        for dimension in simulations.TOLD
        for values in (chosen[dimension],)
    ]
