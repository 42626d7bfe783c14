"""Work in the background: offers that nobody answered, letters to employers. Thin wrappers that take ids."""

from procrastinate.contrib.django import app

from jiangong.foundation.people.models import User
from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.models import Batch


@app.periodic(cron="*/2 * * * *")
@app.task(name="convalescence.lapse", queue="default", queueing_lock="convalescence.lapse")
def lapse(timestamp: int) -> None:
    """Every two minutes: let lapse what was not answered in time; the next ranks are offered."""
    actions.lapse_due()


@app.task(name="convalescence.write_letters", queue="documents", retry=3)
def write_letters(batch_id: int, user_id: int) -> None:
    """Write what is not written yet; safe to run twice."""
    actions.write_letters(Batch.objects.get(pk=batch_id), by=User.objects.get(pk=user_id))
