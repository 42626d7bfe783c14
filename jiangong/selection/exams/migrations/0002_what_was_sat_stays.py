"""The database itself keeps what was sat: answers and events are only added, a version on a paper is never changed.

Only the reason of an event may be emptied, for it can name somebody who has a right to be forgotten.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION exams_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'exams_event' THEN
    IF to_jsonb(NEW) ->> 'reason' = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '考试记录只增不改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION exams_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM exams_poolquestion WHERE version_id = OLD.id)
     AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - 'made_by_id' <> to_jsonb(OLD) - 'made_by_id') THEN
    RAISE EXCEPTION '组过卷的试题版本不能改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER exams_answer_stays BEFORE UPDATE OR DELETE ON exams_answer
  FOR EACH ROW EXECUTE FUNCTION exams_rows_stay();
CREATE TRIGGER exams_answer_no_truncate BEFORE TRUNCATE ON exams_answer
  FOR EACH STATEMENT EXECUTE FUNCTION exams_rows_stay();
CREATE TRIGGER exams_event_stays BEFORE UPDATE OR DELETE ON exams_event
  FOR EACH ROW EXECUTE FUNCTION exams_rows_stay();
CREATE TRIGGER exams_event_no_truncate BEFORE TRUNCATE ON exams_event
  FOR EACH STATEMENT EXECUTE FUNCTION exams_rows_stay();
CREATE TRIGGER exams_pool_stays BEFORE UPDATE OR DELETE ON exams_poolquestion
  FOR EACH ROW EXECUTE FUNCTION exams_rows_stay();
CREATE TRIGGER exams_version_stays BEFORE UPDATE OR DELETE ON exams_version
  FOR EACH ROW EXECUTE FUNCTION exams_version_stays();
"""

BACKWARD = """
DROP TRIGGER exams_answer_stays ON exams_answer;
DROP TRIGGER exams_answer_no_truncate ON exams_answer;
DROP TRIGGER exams_event_stays ON exams_event;
DROP TRIGGER exams_event_no_truncate ON exams_event;
DROP TRIGGER exams_pool_stays ON exams_poolquestion;
DROP TRIGGER exams_version_stays ON exams_version;
DROP FUNCTION exams_rows_stay();
DROP FUNCTION exams_version_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
