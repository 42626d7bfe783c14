"""The database itself keeps a clock's events: nothing is changed or taken away, but a reason that names somebody."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION clocks_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.reason = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '期限记录只增不改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER clocks_event_stays BEFORE UPDATE OR DELETE ON clocks_clockevent
  FOR EACH ROW EXECUTE FUNCTION clocks_events_stay();
CREATE TRIGGER clocks_event_no_truncate BEFORE TRUNCATE ON clocks_clockevent
  FOR EACH STATEMENT EXECUTE FUNCTION clocks_events_stay();
"""

BACKWARD = """
DROP TRIGGER clocks_event_stays ON clocks_clockevent;
DROP TRIGGER clocks_event_no_truncate ON clocks_clockevent;
DROP FUNCTION clocks_events_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
