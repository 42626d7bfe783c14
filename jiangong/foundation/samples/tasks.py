"""Work in the background: reading the whole log takes minutes in a large city. Thin wrappers that take ids."""

from procrastinate.contrib.django import app

from jiangong.foundation.samples import actions, queries
from jiangong.foundation.samples.models import Sample


@app.task(name="samples.count", queue="samples", retry=2)
def count(sample_id: int) -> None:
    """Count the population of a planned sample; safe to run twice."""
    actions.count(Sample.objects.get(pk=sample_id))


@app.task(name="samples.draw", queue="samples", retry=2)
def draw(sample_id: int) -> None:
    """Draw a sample whose randomness was given; safe to run twice."""
    actions.draw(Sample.objects.get(pk=sample_id))


@app.periodic(cron="*/2 * * * *")
@app.task(name="samples.fetch", queue="samples")
def fetch(timestamp: int) -> None:
    """Every two minutes: fetch the drand rounds that have come, where the installation may (JIANGONG_DRAND)."""
    for sample in queries.samples_to_fetch():
        if actions.fetch_randomness(sample):
            draw.defer(sample_id=sample.pk)


@app.periodic(cron="*/10 * * * *")
@app.task(name="samples.go_on", queue="samples")
def go_on(timestamp: int) -> None:
    """Every ten minutes: go on with what a worker that was killed left behind."""
    for sample in queries.samples_left_behind():
        (count if sample.population is None else draw).defer(sample_id=sample.pk)
