"""What takes a demonstration long, in the background: a season of contests, a year's letters. Only its worker knows these tasks."""

import contextlib

from procrastinate.contrib.django import app

from jiangong.foundation.people.models import User
from jiangong.operations.demonstration import season, stays
from jiangong.programmes.care.convalescence.models import Batch


@app.task(name="demonstration.season", queue="demonstration", retry=2)
def play(trades: int, entrants: int) -> None:
    """Hold the season, or go on with it; where somebody does that already, nothing."""
    with contextlib.suppress(season.Running):
        season.play(trades=trades, entrants=entrants, tell=lambda done, whole: None)


@app.periodic(cron="*/5 * * * *")
@app.task(name="demonstration.go_on", queue="demonstration")
def go_on(timestamp: int) -> None:
    """Every five minutes: go on with a season whose worker was killed."""
    for trades, entrants in season.left_behind():
        play.defer(trades=trades, entrants=entrants)


@app.task(name="demonstration.write_letters", queue="demonstration", retry=2)
def write_letters(batch_id: int, user_id: int) -> None:
    """The letters to employers of a batch of the past, dated by its days."""
    stays.write_letters(Batch.objects.get(pk=batch_id), User.objects.get(pk=user_id))
