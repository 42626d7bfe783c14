"""From a signed document to what a page shows, and to the badge that is drawn of it."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from jiangong.foundation.common.pdf import CannotPrint, typeset, typeset_drawing, typeset_picture
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials.securing.baking import into_png, into_svg
from jiangong.foundation.credentials.states import AchievementType, Reason

BADGE = Path(__file__).parents[1] / "templates" / "credentials" / "badge.typ"
PIXELS_AN_INCH = 200  # of the PNG: some 790 pixels wide


def said(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a signed document of ours says, as the pages show it."""
    subject = document["credentialSubject"]
    achievement, identity = subject["achievement"], subject["identifier"][0]
    described = {one["id"]: one["name"] for one in achievement.get("resultDescription", [])}
    kind = achievement["achievementType"]
    return {
        "title": document["name"],
        "kind": AchievementType(kind).label if kind in AchievementType else kind,
        "is_honour": kind == AchievementType.AWARD,
        "description": achievement["description"],
        "criteria": achievement["criteria"]["narrative"],
        "field": achievement.get("fieldOfStudy", ""),
        "organisation": achievement.get("creator", {}).get("name", ""),
        "issuer": document["issuer"]["name"],
        "since": _day(subject.get("activityStartDate", "")),
        "until": _day(subject.get("activityEndDate", "")),
        "issued": parse_datetime(document["validFrom"]),
        "valid_until": parse_datetime(document.get("validUntil", "")),
        "name": "" if identity["hashed"] else identity["identityHash"],
        "number": subject.get("licenseNumber", ""),
        "results": [
            (described.get(one["resultDescription"], ""), one["value"]) for one in subject.get("result", [])
        ],
        "occupations": [
            (one.get("targetCode", ""), one["targetName"], one.get("targetFramework", ""))
            for one in achievement.get("alignment", [])
        ],
        "evidence": [
            (one["name"], one["id"])
            for one in document["evidence"]
            if one["id"].startswith(settings.SITE_ADDRESS)
        ],
        "id": document["id"].removeprefix("urn:uuid:"),
    }


def as_json(document: Mapping[str, Any]) -> str:
    """The file that is downloaded and baked: one line, so that nothing is changed by accident."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def drawn(document: Mapping[str, Any], kind: str) -> bytes:
    """The badge as `png` or `svg`, with the credential baked in. Raises Refused(CANNOT_DRAW) for letters no font has."""
    facts, day = _on_badge(document)
    try:
        typeset(BADGE, facts, dated=day)  # PDF/A fails where a letter is missing; a picture would show a box
        if kind == "svg":
            return into_svg(typeset_drawing(BADGE, facts), as_json(document)).encode()
        return into_png(typeset_picture(BADGE, facts, ppi=PIXELS_AN_INCH), as_json(document))
    except CannotPrint as error:
        raise Refused(Reason.CANNOT_DRAW, text=error.characters) from error


def _on_badge(document: Mapping[str, Any]) -> tuple[dict[str, str], date]:
    with translation.override(settings.LANGUAGE_CODE):  # a badge is in the language of its credential
        shown = said(document)
        day = timezone.localdate(shown["issued"])
        return {
            "title": shown["title"],
            "kind": str(shown["kind"]),
            "honour": "1" if shown["is_honour"] else "",
            "holder": shown["name"],
            "nameless": gettext("持有人凭持有码出示"),
            "organisation": shown["organisation"],
            "day": f"{day.year} 年 {day.month} 月 {day.day} 日",
            "demonstration": "1" if settings.DEMONSTRATION else "",
        }, day


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
