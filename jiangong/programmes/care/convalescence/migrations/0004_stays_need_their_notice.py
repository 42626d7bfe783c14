"""Nobody is confirmed, signs in or completes a stay whose name was not shown for its days: the tables refuse the rows.

What the guards look at stays as well: an offer stays its applicant's and its batch's, whoever writes. So a place can
come to somebody else only as a new offer, which only the draw's order makes.
"""

from django.db import migrations

from jiangong.foundation.notices.guarding import guard

FORWARD = """
CREATE FUNCTION convalescence_stay_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '名额不能转给别人，也不能换批次' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER convalescence_stay_stays BEFORE UPDATE OF applicant_id, batch_id ON convalescence_stay
  FOR EACH ROW WHEN (OLD.applicant_id <> NEW.applicant_id OR OLD.batch_id <> NEW.batch_id)
  EXECUTE FUNCTION convalescence_stay_stays();

CREATE FUNCTION convalescence_stay_is_over() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '放弃、退回的名额不能要回' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER convalescence_stay_is_over BEFORE UPDATE OF state ON convalescence_stay
  FOR EACH ROW WHEN (OLD.state IN ('declined', 'lapsed', 'withdrawn') AND NEW.state <> OLD.state)
  EXECUTE FUNCTION convalescence_stay_is_over();
"""
BACKWARD = """
DROP TRIGGER convalescence_stay_is_over ON convalescence_stay;
DROP FUNCTION convalescence_stay_is_over();
DROP TRIGGER convalescence_stay_stays ON convalescence_stay;
DROP FUNCTION convalescence_stay_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("convalescence", "0003_after_the_draw"), ("notices", "0002_the_database_knows")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        guard(
            "convalescence_stay",
            kind="convalescence.accepted",
            subject="convalescence.stay",
            column="id",
            when="NEW.state IN ('confirmed', 'stayed', 'absent', 'left_early')",
        ),
        guard(
            "convalescence_attendance",
            kind="convalescence.accepted",
            subject="convalescence.stay",
            column="stay_id",
        ),
    ]
