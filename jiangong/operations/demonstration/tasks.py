"""The season of contests in the background; the worker of a demonstration knows these tasks, no other does."""

import contextlib

from procrastinate.contrib.django import app

from jiangong.operations.demonstration import season


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
