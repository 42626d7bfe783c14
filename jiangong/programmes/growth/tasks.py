"""Work in the background: thin wrappers that take ids."""

from procrastinate.contrib.django import app

from jiangong.programmes.growth import actions


@app.task(name="growth.make_certificates", queue="documents", retry=3)
def make_certificates(batch_id: int) -> None:
    actions.make_certificates(batch_id)
