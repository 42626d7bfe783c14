"""What holds for every contest, whatever its scheme: hypothesis looks for one for which it does not."""

from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from fractions import Fraction
from statistics import median

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jiangong.selection.judging.formulas import (
    examine_sheet,
    read_scheme,
    read_sheet,
    write_scheme,
    write_sheet,
)
from jiangong.selection.judging.formulas.agreement import outcome
from jiangong.selection.judging.formulas.computing import computed
from jiangong.selection.judging.formulas.computing.honours import standard
from jiangong.selection.judging.formulas.computing.steps import LEFT_OUT, Step, What
from jiangong.selection.judging.formulas.exact import How, number, root_rounded, rounded, written
from jiangong.selection.judging.formulas.scheme.kinds import Kind, Marking
from jiangong.selection.judging.formulas.scheme.shapes import Rounding, Scale
from jiangong.selection.judging.formulas.sheet.shapes import Bench, Correction, Recusal, Standing, bench_of
from tests.selection.judging.contests import contest, shuffled

SEEDS = st.integers(0, 10**9)
DECIMAL = {How.HALF_UP: ROUND_HALF_UP, How.HALF_EVEN: ROUND_HALF_EVEN, How.DOWN: ROUND_DOWN, How.UP: ROUND_UP}
few = settings(max_examples=40, deadline=None)


def judged_marks(scheme, sheet):
    """Marks of panels (not measured values), with their full mark, in the sheet's order."""
    found = []
    components = {one.code: one for one in scheme.components}
    for mark in sheet.marks:
        component = components[mark.component]
        if component.marking is Marking.PANEL:
            found.append((mark, component.of))
        aspect = next((one for one in component.aspects if one.code == mark.aspect), None)
        if aspect is not None and aspect.kind is Kind.JUDGEMENT:
            found.append((mark, Fraction(len(aspect.descriptors) - 1)))
    return found


def with_mark(sheet, mark, value):
    return replace(
        sheet, marks=tuple(replace(one, value=value) if one is mark else one for one in sheet.marks)
    )


def corrected(sheet, mark):
    keys = ("judge", "entrant", "component", "aspect", "round")
    return any(all(getattr(one, key) == getattr(mark, key) for key in keys) for one in sheet.corrections)


@few
@given(SEEDS, SEEDS)
def test_the_order_of_entry_does_not_matter(seed, other):
    scheme, sheet = contest(seed)
    assert outcome(computed(scheme, shuffled(sheet, other))) == outcome(computed(scheme, sheet))


@few
@given(SEEDS)
def test_names_do_not_matter(seed):
    """Others' names for entrants and judges, in the opposite order: the same ranks for the same marks."""
    scheme, sheet = contest(seed)
    name = {one.code: f"x{1000 - n}" for n, one in enumerate(sheet.entrants)}
    renamed = replace(
        sheet,
        entrants=tuple(replace(one, code=name[one.code]) for one in sheet.entrants),
        benches=tuple(
            replace(
                one, judges=tuple(f"z{j}" for j in one.judges), entrants=tuple(name[e] for e in one.entrants)
            )
            for one in sheet.benches
        ),
        **{
            rows: tuple(
                replace(
                    one,
                    entrant=name[one.entrant],
                    **({"judge": f"z{one.judge}"} if hasattr(one, "judge") else {}),
                )
                for one in getattr(sheet, rows)
            )
            for rows in ("marks", "corrections", "recusals", "penalties", "absences", "carried", "times")
        },
    )
    before, after = outcome(computed(scheme, sheet))["lines"], outcome(computed(scheme, renamed))["lines"]
    assert {name[code]: line for code, line in before.items()} == after


@few
@given(SEEDS, st.data())
def test_a_better_mark_never_lowers_a_rank_and_a_worse_never_raises_it(seed, data):
    scheme, sheet = contest(seed, whole=True)
    marks = judged_marks(scheme, sheet)
    assume(marks)
    mark, most = data.draw(st.sampled_from(marks))
    value = min(most, mark.value + data.draw(st.integers(1, 20)))
    before, after = computed(scheme, sheet), computed(scheme, with_mark(sheet, mark, value))
    assume(before.final and after.final and not before.void and before.line(mark.entrant).rank is not None)
    assert after.line(mark.entrant).rank <= before.line(mark.entrant).rank
    assert after.line(mark.entrant).score >= before.line(mark.entrant).score
    for line in before.lines:
        if line.entrant != mark.entrant and line.rank is not None:
            assert after.line(line.entrant).score == line.score
            ahead = line.rank > before.line(mark.entrant).rank
            assert after.line(line.entrant).rank >= line.rank if ahead else True


@few
@given(SEEDS, st.data())
def test_zero_is_a_mark_and_missing_is_a_gap(seed, data):
    scheme, sheet = contest(seed, whole=True)
    marks = [mark for mark, _ in judged_marks(scheme, sheet)]
    out = {one.code for one in sheet.entrants if one.standing is not Standing.COMPETED}
    absent = {(one.entrant, one.component) for one in sheet.absences}
    marks = [
        one
        for one in marks
        if one.round == max(m.round for m in marks if (m.entrant, m.component, m.aspect) == (one.entrant, one.component, one.aspect))
        and one.entrant not in out and (one.entrant, one.component) not in absent and not corrected(sheet, one)
    ]  # fmt: skip
    assume(marks and computed(scheme, sheet).final)
    mark = data.draw(st.sampled_from(marks))
    zero = computed(scheme, with_mark(sheet, mark, Fraction(0)))
    assert {gap.lacking for gap in zero.gaps} <= {"spread"}
    missing = computed(scheme, replace(sheet, marks=tuple(one for one in sheet.marks if one is not mark)))
    rounds = {
        m.round
        for m in sheet.marks
        if (m.entrant, m.component, m.aspect) == (mark.entrant, mark.component, mark.aspect)
    }
    if len(rounds) == 1:
        (gap,) = missing.gaps
        assert (gap.entrant, gap.component, gap.aspect, gap.lacking) == (
            mark.entrant,
            mark.component,
            mark.aspect,
            "no_mark",
        )
        assert gap.judges == (mark.judge,)
        assert not missing.final
        assert all(line.rank is None for line in missing.lines)
        assert missing.line(mark.entrant).score is None


@few
@given(SEEDS, st.data())
def test_a_recused_judge_counts_as_if_never_appointed(seed, data):
    scheme, sheet = contest(seed)
    if sheet.marks:
        one = data.draw(st.sampled_from(sheet.marks))
        sheet = replace(sheet, recusals=(*sheet.recusals, Recusal(judge=one.judge, entrant=one.entrant)))
    gone = {(one.judge, one.entrant) for one in sheet.recusals}
    benches = [
        Bench(
            component=part.code,
            judges=tuple(
                judge
                for judge in bench_of(sheet, part.code, aspect, entrant.code)[0].judges
                if (judge, entrant.code) not in gone
            ),
            aspects=(aspect,) if aspect else (),
            entrants=(entrant.code,),
        )
        for part in scheme.components
        if part.marking is not Marking.CARRIED
        for aspect in [one.code for one in part.aspects] or [""]
        for entrant in sheet.entrants
    ]
    without = replace(
        sheet,
        recusals=(),
        benches=tuple(benches),
        marks=tuple(one for one in sheet.marks if (one.judge, one.entrant) not in gone),
        corrections=tuple(one for one in sheet.corrections if (one.judge, one.entrant) not in gone),
    )
    assert outcome(computed(scheme, without)) == outcome(computed(scheme, sheet))


@few
@given(SEEDS, st.data())
def test_what_was_dropped_as_highest_may_be_any_higher(seed, data):
    seed, (scheme, sheet) = next(
        (n, one)
        for n in range(seed, seed + 200)
        for one in [contest(n, whole=True)]
        if any(part.panel is not None and part.panel.drop for part in one[0].components)
    )
    result = computed(scheme, sheet)
    highest = [
        (line.entrant, cell.component, step.facts["judge"])
        for line in result.lines
        for cell in line.cells
        for step in steps(cell.step)
        if step.what is What.HIGHEST
    ]
    marks = [(m, of) for m, of in judged_marks(scheme, sheet) if not m.aspect]
    marks = [
        (m, of) for m, of in marks if (m.entrant, m.component, m.judge) in highest and not corrected(sheet, m)
    ]
    panels = {one.code: one.panel for one in scheme.components}
    marks = [(m, of) for m, of in marks if panels[m.component].spread is None]
    assume(marks)
    mark, of = data.draw(st.sampled_from(marks))
    assert outcome(computed(scheme, with_mark(sheet, mark, of))) == outcome(result)


@few
@given(SEEDS, st.data())
def test_a_correction_counts_like_the_mark_it_should_have_been(seed, data):
    scheme, sheet = contest(seed)
    marks = [mark for mark in sheet.marks if not corrected(sheet, mark)]
    assume(marks)
    mark = data.draw(st.sampled_from(marks))
    other = data.draw(
        st.sampled_from(
            [m.value for m in sheet.marks if (m.component, m.aspect) == (mark.component, mark.aspect)]
        )
    )
    keys = {key: getattr(mark, key) for key in ("judge", "entrant", "component", "aspect", "round")}
    fix = Correction(number=10**6, value=other, reason="誊写错误", by="裁判长", **keys)
    first = Correction(number=10**5, value=mark.value, reason="误改", by="裁判长", **keys)
    fixed = replace(sheet, corrections=(*sheet.corrections, fix, first))
    assert not examine_sheet(scheme, fixed)
    assert outcome(computed(scheme, fixed)) == outcome(computed(scheme, with_mark(sheet, mark, other)))


@few
@given(SEEDS, st.data())
def test_who_is_disqualified_leaves_scores_alone_and_nobody_falls(seed, data):
    scheme, sheet = contest(seed, whole=True)
    result = computed(scheme, sheet)
    ranked = [line.entrant for line in result.lines if line.rank is not None]
    assume(len(ranked) > 1)
    gone = data.draw(st.sampled_from(ranked))
    entrants = tuple(
        replace(one, standing=Standing.DISQUALIFIED) if one.code == gone else one for one in sheet.entrants
    )
    after = computed(scheme, replace(sheet, entrants=entrants))
    assert after.line(gone).rank is None
    assert after.line(gone).medal == ""
    assert not after.line(gone).awards
    assert after.field == result.field  # who started, started
    for code in set(ranked) - {gone}:
        assert after.line(code).score == result.line(code).score
        assert after.line(code).rank <= result.line(code).rank


@few
@given(SEEDS)
def test_plain_data_bring_back_the_same(seed):
    scheme, sheet = contest(seed)
    assert read_scheme(write_scheme(scheme)) == scheme
    assert read_sheet(write_sheet(sheet), scheme) == sheet


# --- the tree of steps ----------------------------------------------------------------------------------------------


def steps(step: Step):
    yield step
    for part in step.parts:
        yield from steps(part)


def replayed(step: Step):
    """The value of a step out of its parts and facts alone."""
    values = [part.value for part in step.parts if part.what not in LEFT_OUT]
    facts = step.facts
    if step.what is What.MEAN:
        return sum(values, Fraction(0)) / len(values)
    if step.what is What.MEDIAN:
        return median(values)
    if step.what is What.CARDS:
        return values[0] * facts["of"] / int(facts["last"])
    if step.what in (What.SUM, What.TOTAL):
        return sum(values, Fraction(0))
    if step.what is What.LESS:
        return max(Fraction(0), values[0] - sum(values[1:]))
    if step.what is What.ROUNDED:
        return rounded(values[0], int(facts["places"]), How(facts["how"]))
    if step.what is What.COMPONENT:
        return values[0]
    if step.what is What.WEIGHTED:
        return values[0] * facts["weight"] / facts["of"]
    return step.value


def check_steps(scheme, sheet):
    """Every value follows from the steps beneath it, and every mark is among them: counted, or shown with why it is not."""
    for line in computed(scheme, sheet).lines:
        if line.total is None:
            continue
        found = list(steps(line.total))
        for step in found:
            assert step.value is None or replayed(step) == step.value
        absent = {one.component for one in sheet.absences if one.entrant == line.entrant}
        marks = [one for one in sheet.marks if one.entrant == line.entrant and one.component not in absent]
        leaves = sorted(
            (step.facts["judge"], step.value) for step in found if "round" in step.facts and not step.parts
        )
        assert leaves == sorted((one.judge, one.value) for one in marks)


@few
@given(SEEDS)
def test_every_cell_can_be_recomputed_from_the_steps_beneath_it(seed):
    check_steps(*contest(seed))


# --- numbers --------------------------------------------------------------------------------------------------------

DECIMALS = st.decimals(min_value=-1000, max_value=1000, places=4, allow_nan=False)


@given(DECIMALS, st.integers(0, 3), st.sampled_from(How))
def test_rounding_is_what_the_decimal_standard_says(value, places, how):
    expected = value.quantize(Decimal(1).scaleb(-places), rounding=DECIMAL[how])
    assert rounded(Fraction(value), places, how) == Fraction(expected)


@given(st.fractions(0, 10**6, max_denominator=10**6), st.integers(0, 4), st.sampled_from(How))
def test_roots_are_rounded_as_if_all_places_were_known(square, places, how):
    context = Context(prec=80)
    root = context.divide(Decimal(square.numerator), Decimal(square.denominator)).sqrt(context)
    edge = (square * 4 * 10 ** (2 * places)).limit_denominator()
    assume(edge.denominator != 1 or int(edge**0.5) ** 2 != edge)  # exact halves: the test below
    expected = root.quantize(Decimal(1).scaleb(-places), rounding=DECIMAL[how], context=context)
    assert root_rounded(square, places, how) == Fraction(expected)


@given(st.integers(0, 10**5), st.integers(0, 3), st.sampled_from(How))
def test_roots_of_squares_are_rounded_like_the_number_itself(halves, places, how):
    value = Fraction(halves, 2 * 10**places)
    assert root_rounded(value * value, places, how) == rounded(value, places, how)


@given(st.fractions())
def test_numbers_are_written_exactly(value):
    assume(len(written(value)) <= 40)
    assert number(written(value)) == value


@few
@given(
    st.lists(st.fractions(0, 100, max_denominator=200), min_size=3, max_size=12),
    st.fractions(-50, 50, max_denominator=9), st.fractions(Fraction(1, 9), 9, max_denominator=9),
)  # fmt: skip
def test_the_standard_scale_is_blind_to_the_measure(totals, shift, stretch):
    """Adding to all totals, or stretching them all, changes no point; the median stands at the centre; order is kept."""
    rule = Scale(centre=Fraction(700), unit=Fraction(50), least=3, rounding=Rounding(places=1))
    field = {f"e{n}": total for n, total in enumerate(totals)}
    points = standard(rule, field)
    assert points == standard(rule, {code: total * stretch + shift for code, total in field.items()})
    middle = median(totals)
    for code, total in field.items():
        assert (points[code] - 700) * (total - middle) >= 0
        assert total != middle or points[code] == 700
        assert all(points[code] >= points[other] for other in field if total >= field[other])


def test_too_few_have_no_scale():
    rule = Scale(centre=Fraction(700), unit=Fraction(50), least=3, rounding=Rounding(places=0))
    assert standard(rule, {"a": Fraction(1), "b": Fraction(2)}) == {}
    assert standard(rule, dict.fromkeys("abc", Fraction(1))) == dict.fromkeys("abc", Fraction(700))
    # Totals 1, 2, 3: deviation √(2/3), a unit and a quarter away: 700 ± 50 × 1.2247… = 700 ± 61.237…
    assert standard(rule, {"a": Fraction(1), "b": Fraction(2), "c": Fraction(3)}) == {
        "a": 639,
        "b": 700,
        "c": 761,
    }
