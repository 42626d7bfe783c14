"""Every page: no accessibility violations, nothing on the console, no sideways scroll; both languages, both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.browser.pages import Route, routes
from tests.browser.pictures import keep_pictures

# Every pair of language, theme and width once; all eight triples would take twice as long.
LOOKS = {"zh-hans": [("light", 1280), ("dark", 390)], "en": [("dark", 1280), ("light", 390)]}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Brought in once a page, and only what is broken comes back: axe's own `run` takes half as long again.
AXE = Axe().axe_script
CHECK = "rules => axe.run(document, rules).then(found => found.violations)"
# Routes with parameters that are never pages: they take a form, give a file, or answer a machine.
NOT_PAGES: dict[str, str] = {
    "api_token_revoke": "takes a form",
    "ledger:checkpoint": "a note for machines",
    "ledger:witnessed": "a note for machines",
    "ledger:leaf_proof": "a file",
    "ledger:tile": "hashes and leaves for machines",
    "plan:receipt": "a file",
    "organisations:export": "a file",
    "organisations:import_report": "a file",
    "plan:cells_csv": "a file",
    "web:retry_job": "takes a form",
    "web:export_file": "a file",
    "web:hand_over": "leads back where nothing was chosen; looked at in the tests of web",
    "web:export_progress": "there is none to follow; looked at in the tests of web",
    "desk:take_back": "takes a form",
    "desk:keep_draft": "takes a form",
    "desk:drop_draft": "takes a form",
    "inbox:end_delegation": "takes a form",
    "inbox:retry": "takes a form",
    "people:approve": "takes a form",
    "inbox:bound": "the way back from WeChat, only with its ticket",
    "people:confirm_transfer": "takes a form",
    "people:withdraw_application": "takes a form",
    "people:undo_merge": "takes a form",
    "erasure:erasing": "takes a form",
    "erasure:refusal": "takes a form",
    "roster:giving_up": "takes a form",
    "corrections:withdrawal": "takes a form",
    "corrections:look": "takes a form",
    "corrections:confirmation": "takes a form",
    "corrections:refusal": "takes a form",
    "convalescence:programme_copy": "takes a form",
    "convalescence:batch_remove": "takes a form",
    "convalescence:opening": "takes a form",
    "convalescence:declining": "takes a form",
    "convalescence:reckoning": "takes a form",
    "convalescence:withdrawal": "takes a form",
    "bases:photo": "a picture",
    "convalescing:place": "takes a form",
    "convalescing:take_away": "takes a form",
    "convalescing:rate": "takes a form",
    "bases:template": "a file",
    "bases:set_state": "takes a form",
    "bases:put_in_force": "takes a form",
    "notices:letter_docx": "a file",
    "notices:letter_pdf": "a file",
    "notices:paper": "a file",
    "notices:take": "takes a form",
    "notices:take_again": "takes a form",
    "notices:withdraw": "takes a form",
    "notices:close": "takes a form",
    "samples:announcement": "takes a form",
    "samples:randomness": "takes a form",
    "samples:end": "takes a form",
    "samples:opening": "takes a form",
    "samples:judgement": "takes a form",
    "draws:announcement": "a file",
    "equity:spreadsheet": "a file",
    "equity:count": "takes a form",
    "equity:trial_download": "a file",
    "draws:list": "a file",
    "draws:value": "a file",
    "draws:result": "a file",
    "draws:moves": "a file",
    "draws:close": "takes a form",
    "draws:randomness": "takes a form",
    "draws:new": "for what a programme declares; looked at in the tests of draws",
    "draws:postpone": "for who conducts what a programme declares; looked at in the tests of draws",
    "draws:end": "for who conducts what a programme declares; looked at in the tests of draws",
    "convalescence:accept_stay": "takes a form",
    "convalescence:leave_early": "takes a form",
    "convalescence:incident": "takes a form",
    "convalescence:health_form": "takes a form",
    "convalescence:confirm_batch": "takes a form",
    "convalescence:end_duty": "takes a form",
    "convalescence:people_file": "a file",
    "convalescence:insurance_file": "a file",
    "credentials:name": "takes a form",
    "credentials:share": "takes a form",
    "credentials:json": "a file",
    "credentials:png": "a file",
    "credentials:svg": "a file",
    "credentials:shown_file": "a file",
    "credentials:status_list": "a list for machines",
    "documents:issue": "takes a form",
    "documents:drop": "takes a form",
    "documents:scan": "takes a form",
    "documents:attach": "takes a form",
    "documents:attachment": "a file",
    "documents:picture": "a file",
    "documents:pdf": "a file",
    "documents:docx": "a file",
    "roster:progress": "a fragment of roster:import",
    "roster:confirmation": "takes a form",
    "roster:abandonment": "takes a form",
    "roster:reversal": "takes a form",
    "roster:result": "a file",
    "competitions:contents": "a file",
    "competitions:entries_download": "a file",
    "competitions:rules_download": "a file",
    "competitions:season_report_download": "a file",
    "competitions:trades_template": "a file",
    "competitions:colleagues_template": "a file",
    "competitions:season_close": "takes a form",
    "competitions:step": "takes a form",
    "competitions:contest_copy": "takes a form",
    "competitions:entries_bulk": "takes a form",
    "competitions:office_end": "takes a form",
    "competitions:rules_preset": "takes a form",
    "competitions:rejudging_decision": "takes a form",
    "competitions:honours_bulk": "takes a form",
    "competitions:shadow": "a file",
    "competitions:card_pdf": "a file",
    "competitions:honour_pdf": "a file",
    "competitions:honour_png": "a file",
    "competitions:theory_admit": "takes a form",
    "competitions:theory_scores": "takes a form",
    "competitions:theory_rejudge": "takes a form",
    "competitions:withdraw": "takes a form",
    "competitions:open_layer": "takes a form",
    "competitions:seal": "takes a form",
    "competitions:send_marks": "takes what a tablet kept",
    "competitions:roll_call": "the desk, once the first layer is drawn; looked at in the tests of competitions",
    "competitions:send_photo": "takes what a tablet kept",
    "growth:certificate_pdf": "a file",
    "growth:certificate_png": "a file",
    "growth:enrolments_download": "a file",
    "growth:sheet_download": "a file",
    "growth:set_state": "takes a form",
    "growth:enrol": "takes a form",
    "growth:certificates": "takes a form",
    "growth:scan": "marks attendance and leads on",
    "growth:cancel": "takes a form",
    "growth:sheet": "the answer to an upload; looked at in growth's own tests",
    "exams:start": "takes a form",
    "exams:device": "takes a form",
    "exams:draw": "takes a form",
    "exams:key": "takes a form",
    "exams:question_state": "takes a form",
    "exams:review": "takes a form",
    "exams:bank_export": "takes a form",
    "exams:bank_template": "a file",
    "exams:sheet": "a file",
    "exams:draw_file": "a file",
    "exams:results_file": "a file",
    "account_confirm_email": "e-mail addresses are confirmed by code",
    "account_reset_password_from_key": "passwords are set again by code",
}
# Pages that some people never see: a second factor they have not set up, a question asked only at times.
NOT_FOR_EVERYBODY = {
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
# Chromium's advice, not a fault: allauth's own form.
ADVICE = "Password forms should have (optionally hidden) username fields"


def path_of(route: Route, server) -> str:
    if not route.parameters:
        return "/" + route.pattern.lstrip("^").rstrip("$")
    return reverse(route.name, kwargs=server.parameters[route.name])


def is_page(window, path: str) -> bool:
    """Whether the address shows a page: not a file, not a form's target, not a mere way on."""
    answer = window.request.get(path, max_redirects=0)
    if answer.status in (301, 302, 405):
        return False
    assert answer.status == 200, f"{path}: {answer.status}"
    return answer.headers.get("content-type", "").startswith("text/html")


def test_every_route_with_parameters_has_an_example(server):
    wanted = {route.name for route in PAGES if route.parameters}
    assert wanted - set(server.parameters) == set()


PAGES = [route for route in routes() if route.name not in NOT_PAGES.keys() | NOT_FOR_EVERYBODY]


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_page(route, visit, server):
    path = path_of(route, server)
    found = []
    for language in LOOKS:
        window = visit(route.person, django_language=language)
        if not is_page(window, path):
            return
        window.on(
            "console", lambda message: ADVICE in message.text or found.append(f"console: {message.text}")
        )
        window.on("pageerror", lambda error: found.append(f"script: {error}"))
        window.goto(path)
        keep_pictures(window, f"{route.name}-{language}")
        window.evaluate(AXE)
        for theme, width in LOOKS[language]:
            window.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            window.set_viewport_size({"width": width, "height": 900})
            for broken in window.evaluate(CHECK, RULES):
                where = "; ".join(f"{node['target']} {node['html'][:120]}" for node in broken["nodes"][:3])
                found.append(f"{language} {theme} {width}: {broken['id']}: {where}")
        for mode in ("", "elder"):
            window.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
            for width in (320, 390, 1280):
                window.set_viewport_size({"width": width, "height": 900})
                wide = window.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    found.append(f"{language} {mode or 'standard'} {width}: scrolls sideways to {wide}")
    assert not found, path + "\n" + "\n".join(dict.fromkeys(found))
