"""What happens by itself, every minute: clocks that have crossed 70 % or their due time. A thin wrapper."""

from procrastinate.contrib.django import app

from jiangong.foundation.clocks import actions


@app.periodic(cron="* * * * *")
@app.task(name="clocks.cross", queue="clocks", queueing_lock="clocks.cross")
def cross(timestamp: int) -> None:
    """Write down every crossing that is due; goes on until nothing is left, safe to run twice."""
    while actions.cross() == actions.crossing.BATCH:
        pass
