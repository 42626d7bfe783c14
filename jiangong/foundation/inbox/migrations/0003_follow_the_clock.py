"""A matter is due when its clock says: whoever moves the clock moves the matter, in the same transaction."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION inbox_follow_the_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inbox_matter SET
        due_at = NEW.due_at,
        warn_at = NEW.warn_at,
        place = coalesce(NEW.due_at, timestamptz '9999-01-01 00:00:00+00'),
        reminded_at = CASE WHEN NEW.warned_at IS NULL THEN NULL ELSE reminded_at END,
        escalated_at = CASE WHEN NEW.overdue_at IS NULL AND NEW.due_at > now() THEN NULL ELSE escalated_at END,
        above_id = CASE WHEN NEW.overdue_at IS NULL AND NEW.due_at > now() THEN NULL ELSE above_id END
    WHERE clock_id = NEW.id AND closed_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER inbox_follow_the_clock AFTER UPDATE ON clocks_clock FOR EACH ROW
    WHEN (OLD.due_at IS DISTINCT FROM NEW.due_at OR OLD.warn_at IS DISTINCT FROM NEW.warn_at)
    EXECUTE FUNCTION inbox_follow_the_clock();
"""
BACKWARD = """
DROP TRIGGER inbox_follow_the_clock ON clocks_clock;
DROP FUNCTION inbox_follow_the_clock();
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_asked_and_clocks")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
