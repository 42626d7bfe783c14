"""Photographs of works and readings, sent from the tablet: twice counts once, and only while the sheet is open."""

import hashlib
from datetime import datetime

from django.db import transaction

from jiangong.foundation.common.acting import lock
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.actions import attach
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.marking import known_code, require_office, running_scheme
from jiangong.programmes.competitions.formulas.rounds import bench_of
from jiangong.programmes.competitions.models import Contest, Office, Photo
from jiangong.programmes.competitions.queries.layers import numbers_drawn, prefix_of
from jiangong.programmes.competitions.queries.rounds import benches_of
from jiangong.programmes.competitions.states import PHOTO, PHOTOS_EACH, Reason


@transaction.atomic
def send_photo(
    contest: Contest,
    office: Office,
    data: bytes,
    *,
    component: str,
    aspect: str,
    code: str,
    key: str,
    at: datetime,
    by: User | None,
) -> Photo:
    """Keep a photograph with a cell, or with a whole component (`aspect` empty), made anew from its pixels.

    Under a key that is there already the photograph of then is answered; another picture under it is refused. The contest stays
    locked meanwhile, so that no picture comes in beside the seal. Raises Refused(NOT_RUNNING), Refused(NOT_ON_BENCH),
    Refused(NO_SUCH_CODE), Refused(TOO_MANY_PHOTOS), Refused(KEY_REUSED), and what `attach` raises for the file.
    """
    contest = lock(contest)
    require_office(office, contest, by)
    digest = hashlib.sha256(data).hexdigest()
    old = Photo.objects.filter(contest=contest, key=key).first()
    if old is not None:
        if (old.judge, old.code, old.component, old.aspect, old.sent_sha256) != (
            office.alias, code, component, aspect, digest,
        ):  # fmt: skip
            raise Refused(Reason.KEY_REUSED)
        return old
    running_scheme(contest)
    benches = benches_of(contest)
    marked = {one for where, aspects, _judges in benches if where == component for one in aspects or ("",)}
    if not any(office.alias in bench_of(benches, component, one) for one in ({aspect} if aspect else marked)):
        raise Refused(Reason.NOT_ON_BENCH, judge=office.alias, component=component)
    if not known_code(code, numbers_drawn(contest)) or code[0] != prefix_of(contest, component):
        raise Refused(Reason.NO_SUCH_CODE, code=code)
    here = Photo.objects.filter(contest=contest, judge=office.alias, component=component, code=code)
    if here.count() >= PHOTOS_EACH:
        raise Refused(Reason.TOO_MANY_PHOTOS, most=PHOTOS_EACH)
    photo = Photo.objects.create(
        contest=contest, code=code, component=component, aspect=aspect, judge=office.alias, key=key,
        sent_sha256=digest, at=at, by=by,
    )  # fmt: skip
    attach(data, photo, by=by, purpose=PHOTO, name=f"{code}-{component}-{photo.pk}.jpg")
    return photo
