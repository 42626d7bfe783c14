"""Every read of competitions."""

from jiangong.programmes.competitions.queries.appeals import (
    answer_clock,
    appeal_choices,
    appeal_clock,
    appeal_rule,
    appeals_of,
    appeals_visible_to,
    code_of,
    involved,
    marked_as,
    open_appeals,
    rejudging_prepared,
    rejudgings_of,
    supervisors_free,
)
from jiangong.programmes.competitions.queries.book import (
    Book,
    Judge,
)
from jiangong.programmes.competitions.queries.calendar import (
    Clashing,
    Days,
    clashes_in_words,
    season_calendar,
)
from jiangong.programmes.competitions.queries.cards import (
    card_of,
    check_in_counts,
    entry_with_ticket,
)
from jiangong.programmes.competitions.queries.cells import (
    Asked,
    Cell,
    asked_in,
    cells_of,
    rounds_for,
    state_for_browser,
)
from jiangong.programmes.competitions.queries.contests import (
    battlefields_of,
    benches_with_judges,
    clashes_of,
    competitions_organisation,
    contests_above,
    contests_of_season,
    contests_open_now,
    contests_open_to_members_of,
    contests_to_manage,
    contests_visible_to,
    counts_for,
    current_season,
    entry_counts,
    last_light,
    member_named,
    offices_held,
    offices_of,
    organiser_choices,
    public_contests,
    scheme_of,
    seasons,
    state_counts,
    teams_of,
    trades,
    unions_to_open_to,
)
from jiangong.programmes.competitions.queries.coverage import (
    Covered,
    coverage_of,
)
from jiangong.programmes.competitions.queries.entries import (
    competitors,
    conditions_of,
    eligibility_of,
    entries_of,
    entries_visible_to,
    led_entries,
    levels_of,
    may_ask,
    members_to_enter,
    own_entries,
    own_entry,
    own_lines,
    rule_and_facts,
    stands_against_erasure,
    titles_of,
)
from jiangong.programmes.competitions.queries.gaps import (
    gap_words,
    gaps_of,
)
from jiangong.programmes.competitions.queries.honesty import (
    Honesty,
    Said,
    honesty_of,
)
from jiangong.programmes.competitions.queries.honours import (
    benefits_of,
    cleared,
    current_batch,
    honour_by_code,
    honour_by_number,
    honours_of,
    honours_page,
    honours_visible_to,
    issuable,
    lines_for_notice,
    promoted_in,
    promotions_in,
    result_notice,
    standings_of,
    words_of,
)
from jiangong.programmes.competitions.queries.layers import (
    Numbered,
    all_numbers,
    drawn_over,
    inner_layers_closed,
    layer_of,
    layers_of,
    numbers_drawn,
    numbers_of,
    outer_layers_undrawn,
    prefix_of,
    roll_call_lines,
    ticket_print,
)
from jiangong.programmes.competitions.queries.letters import (
    facts_for_letter,
)
from jiangong.programmes.competitions.queries.marking import (
    Apart,
    Filled,
    apart_words,
    bench_components,
    code_choices,
    codes_of,
    facts_in,
    filled_of,
    incidents_of,
    judge_choices,
    mark_numbered,
    marking_office,
    marks_in,
    open_names,
)
from jiangong.programmes.competitions.queries.photos import (
    Shot,
    photos_of_judge,
    photos_of_line,
    photos_of_number,
)
from jiangong.programmes.competitions.queries.progress import (
    Next,
    Progress,
    least_field,
    missing_offices,
    progress_of,
)
from jiangong.programmes.competitions.queries.quotas import (
    Quota,
    QuotaCheck,
    medal_quotas,
    not_public,
    recommended,
    season_day,
)
from jiangong.programmes.competitions.queries.rejudging import (
    Moved,
    award_names,
    changes_in_words,
    effect_in_words,
    rejudging_numbered,
)
from jiangong.programmes.competitions.queries.results import (
    Shown,
    ShownLine,
    entries_behind,
    lines_of,
    newest_outcome,
    outcome_numbered,
    place_words,
    result_of,
    shown,
    shown_lines,
    steps_beneath,
    why_not_words,
)
from jiangong.programmes.competitions.queries.rounds import Rounds
from jiangong.programmes.competitions.queries.rules import (
    Difference,
    Told,
    awards_in_words,
    differences,
    parts_of,
    read_scheme_file,
    rules_in_words,
    scheme_file,
    ties_in_words,
)
from jiangong.programmes.competitions.queries.schemes import (
    aspect_names,
    component_names,
    components_of,
    fault_words,
    limits_of,
    versions_of,
)
from jiangong.programmes.competitions.queries.season_files import (
    report_file,
)
from jiangong.programmes.competitions.queries.season_report import (
    SeasonReport,
    report_of,
)
from jiangong.programmes.competitions.queries.sheet import (
    Opened,
    employers,
    opened_sheet,
    promoted_this_year,
    recusals_of,
    relations_among,
)
from jiangong.programmes.competitions.queries.showing import (
    Judging,
    LayerShown,
    Unit,
    judging_words,
    layers_shown,
    masked_entrants,
)
from jiangong.programmes.competitions.queries.tables import (
    ENTRY_HEADINGS,
    TRADE_HEADINGS,
    EntryRow,
    read_entries,
    read_trades,
)
from jiangong.programmes.competitions.queries.theory import (
    differing,
    examinee_behind,
    own_papers,
    theories_of,
    theory_overview,
    theory_parts,
    with_needs,
)

__all__ = [
    "ENTRY_HEADINGS", "TRADE_HEADINGS", "Apart", "Asked", "Book", "Cell", "Clashing", "Covered", "Days",
    "Difference", "EntryRow", "Filled", "Honesty", "Judge", "Judging", "LayerShown", "Moved", "Next",
    "Numbered", "Opened", "Progress", "Quota", "QuotaCheck", "Rounds", "Said", "SeasonReport",
    "Shot", "Shown", "ShownLine", "Told", "Unit", "all_numbers", "answer_clock", "apart_words",
    "appeal_choices", "appeal_clock", "appeal_rule", "appeals_of", "appeals_visible_to", "asked_in",
    "aspect_names", "award_names", "awards_in_words", "battlefields_of", "bench_components",
    "benches_with_judges", "benefits_of", "card_of", "cells_of", "changes_in_words", "check_in_counts",
    "clashes_in_words", "clashes_of", "cleared", "code_choices", "code_of", "codes_of", "competitions_organisation",
    "competitors", "component_names", "components_of", "conditions_of", "contests_above",
    "contests_of_season", "contests_open_now", "contests_open_to_members_of", "contests_to_manage", "contests_visible_to", "counts_for",
    "coverage_of", "current_batch", "current_season", "differences", "differing", "drawn_over",
    "effect_in_words", "eligibility_of", "employers", "entries_behind", "entries_of",
    "entries_visible_to", "entry_counts", "entry_with_ticket", "examinee_behind", "facts_for_letter",
    "facts_in", "fault_words", "filled_of", "gap_words", "gaps_of", "honesty_of", "honour_by_code",
    "honour_by_number", "honours_of", "honours_page", "honours_visible_to", "incidents_of", "inner_layers_closed",
    "involved", "issuable", "judge_choices", "judging_words", "last_light", "layer_of", "layers_of", "layers_shown", "least_field",
    "led_entries", "levels_of", "limits_of", "lines_for_notice", "lines_of", "mark_numbered", "marked_as", "marking_office",
    "marks_in", "masked_entrants", "may_ask", "medal_quotas", "member_named", "members_to_enter", "missing_offices",
    "newest_outcome", "not_public", "numbers_drawn", "numbers_of", "offices_held", "offices_of",
    "open_appeals", "open_names", "opened_sheet", "organiser_choices", "outcome_numbered", "outer_layers_undrawn",
    "own_entries", "own_entry", "own_lines", "own_papers", "parts_of", "photos_of_judge",
    "photos_of_line", "photos_of_number", "place_words", "prefix_of", "progress_of", "promoted_in",
    "promoted_this_year", "promotions_in", "public_contests", "read_entries", "read_scheme_file", "read_trades",
    "recommended", "recusals_of", "rejudging_numbered", "rejudging_prepared", "rejudgings_of",
    "relations_among", "report_file", "report_of", "result_notice", "result_of", "roll_call_lines",
    "rounds_for", "rule_and_facts", "rules_in_words", "scheme_file", "scheme_of", "season_calendar",
    "season_day", "seasons", "shown", "shown_lines", "standings_of", "stands_against_erasure", "state_counts",
    "state_for_browser", "steps_beneath", "supervisors_free", "teams_of", "theories_of",
    "theory_overview", "theory_parts", "ticket_print", "ties_in_words", "titles_of", "trades",
    "unions_to_open_to", "versions_of", "why_not_words", "with_needs", "words_of",
]  # fmt: skip
