"""Run on the browser tests' own database: a city with a season, and the people of the contest's story, signed in.

`let_pass(days)` and `close_notices()` are what the story calls between its days.
"""

import json
import sys
from datetime import date

from django.utils import timezone

from jiangong.foundation.notices import actions as notices
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind, Role
from jiangong.foundation.people.models import Membership
from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.models import Trade
from tests.browser.sessions import sign_in
from tests.factories import make_member, make_officer, make_organisation, make_user
from tests.foundation.notices.conftest import let_pass

SERVING = ("encryption", "judge_one", "judge_two", "chief", "supervisor")


def member(organisation, name, number):
    found = make_member(organisation, name=name, born_on=date(1990, 1, 1))
    Membership.objects.filter(pk=found.pk).update(number=number)
    return found.person


def cast():
    top = Organisation.objects.get(kind=Kind.CITY)
    city = make_organisation("演示赛城总工会", kind=Kind.DISTRICT, parent=top)
    units = [make_organisation(f"演示赛城{sign}厂工会", parent=city) for sign in "甲乙丙"]
    away = make_organisation("演示外地总工会", kind=Kind.DISTRICT, parent=top)
    chair = make_officer(city, Role.CHAIR)
    season = actions.open_season(city, year=timezone.localdate().year, name="演示赛城赛季", by=chair)
    trade, _made = Trade.objects.get_or_create(code="6-18-01-77", defaults={"occupation": "演示铣削工"})
    people = {"organiser": chair}
    numbers = {}
    for n, who in enumerate(SERVING, start=1):
        home = make_organisation(f"演示外地{n}厂工会", parent=away)
        person = member(home, f"演示{who}", f"YS{season.pk}90{n:02d}")
        people[who] = make_user(person)
        numbers[who] = [f"YS{season.pk}90{n:02d}", person.name]
    names = []
    for n in range(10):
        person = member(units[n % 3], f"演示赛手{'甲乙丙丁戊己庚辛壬癸'[n]}", f"YS{season.pk}91{n:02d}")
        names.append(person.name)
        if n == 0:
            people["competitor"] = make_user(person)
    leaders = {}
    for n, unit in enumerate(units):
        person = member(unit, f"演示领队{'甲乙丙'[n]}", f"YS{season.pk}92{n:02d}")
        leaders[unit.short_name] = [f"YS{season.pk}92{n:02d}", person.name]
        people[f"leader{n}"] = make_user(person)
    return {
        "sessions": {who: sign_in(user) for who, user in people.items()},
        "numbers": numbers,
        "names": names,
        "leaders": leaders,
        "trade": trade.code,
        "season": season.pk,
    }


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "cast"
    if asked == "cast":
        sys.stdout.write("JSON" + json.dumps(cast()))
    else:
        let_pass(float(asked))
        notices.close_due()
