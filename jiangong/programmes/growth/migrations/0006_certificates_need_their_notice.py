"""No certificate of a course that asks for it without a cleared notice: the table itself refuses the row.

What the guard looks at stays as well: an enrolment stays in its session, a session in its course, and a course does
not stop asking once somebody has enrolled.
"""

from django.db import migrations

from jiangong.foundation.notices.guarding import guard

FORWARD = """
CREATE FUNCTION growth_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% 的归属不能改', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER growth_enrolment_stays BEFORE UPDATE OF session_id ON growth_enrolment
  FOR EACH ROW WHEN (OLD.session_id <> NEW.session_id) EXECUTE FUNCTION growth_stays();
CREATE TRIGGER growth_session_stays BEFORE UPDATE OF course_id ON growth_session
  FOR EACH ROW WHEN (OLD.course_id <> NEW.course_id) EXECUTE FUNCTION growth_stays();

CREATE FUNCTION growth_keeps_asking() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM growth_enrolment e JOIN growth_session s ON s.id = e.session_id
             WHERE s.course_id = OLD.id) THEN
    RAISE EXCEPTION '已经有人报名，公示的规则不能改' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER growth_course_keeps_asking BEFORE UPDATE OF needs_notice ON growth_course
  FOR EACH ROW WHEN (OLD.needs_notice AND NOT NEW.needs_notice) EXECUTE FUNCTION growth_keeps_asking();
"""
BACKWARD = """
DROP TRIGGER growth_course_keeps_asking ON growth_course;
DROP TRIGGER growth_session_stays ON growth_session;
DROP TRIGGER growth_enrolment_stays ON growth_enrolment;
DROP FUNCTION growth_keeps_asking();
DROP FUNCTION growth_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("growth", "0005_course_needs_notice"), ("notices", "0002_the_database_knows")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        guard(
            "growth_certificate",
            kind="growth.certificates",
            subject="growth.enrolment",
            column="enrolment_id",
            when="NEW.revoked_on IS NULL AND NEW.enrolment_id IS NOT NULL AND EXISTS ("
            "SELECT 1 FROM growth_enrolment e JOIN growth_session s ON s.id = e.session_id"
            " JOIN growth_course c ON c.id = s.course_id WHERE e.id = NEW.enrolment_id AND c.needs_notice)",
        ),
    ]
