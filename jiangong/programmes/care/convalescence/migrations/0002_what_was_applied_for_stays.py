"""When they began in the unit, how a partner agreed; and what the table itself refuses: applying after the close, changing
a line once the list is closed. An application being written shares the programme's row, so closing waits for it."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION convalescence_applying() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM convalescence_programme WHERE id = NEW.programme_id AND state = 'open' FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION '报名没有开放或者已经截止' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER convalescence_applying BEFORE INSERT ON convalescence_application
  FOR EACH ROW EXECUTE FUNCTION convalescence_applying();

CREATE FUNCTION convalescence_listed_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '进入名单的报名不能改' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER convalescence_listed_stays BEFORE UPDATE ON convalescence_application
  FOR EACH ROW WHEN (OLD.state = 'listed' AND (NEW.state <> OLD.state OR NEW.wants <> OLD.wants
    OR NEW.programme_id <> OLD.programme_id))
  EXECUTE FUNCTION convalescence_listed_stays();
CREATE TRIGGER convalescence_ticket_stays BEFORE UPDATE ON convalescence_application
  FOR EACH ROW WHEN (NEW.ticket <> OLD.ticket) EXECUTE FUNCTION convalescence_listed_stays();
CREATE TRIGGER convalescence_listed_kept BEFORE DELETE ON convalescence_application
  FOR EACH ROW WHEN (OLD.state = 'listed') EXECUTE FUNCTION convalescence_listed_stays();

CREATE FUNCTION convalescence_line_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM convalescence_application a WHERE a.id = OLD.application_id AND a.state = 'listed')
     AND (TG_OP = 'DELETE' OR NEW.pools <> OLD.pools OR NEW.lots <> OLD.lots OR NEW.number <> OLD.number
          OR NEW.application_id <> OLD.application_id
          OR (NEW.person_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM OLD.person_id)) THEN
    RAISE EXCEPTION '进入名单的报名人不能改' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER convalescence_line_stays BEFORE UPDATE OR DELETE ON convalescence_applicant
  FOR EACH ROW EXECUTE FUNCTION convalescence_line_stays();
"""
BACKWARD = """
DROP TRIGGER convalescence_line_stays ON convalescence_applicant;
DROP FUNCTION convalescence_line_stays();
DROP TRIGGER convalescence_listed_kept ON convalescence_application;
DROP TRIGGER convalescence_ticket_stays ON convalescence_application;
DROP TRIGGER convalescence_listed_stays ON convalescence_application;
DROP FUNCTION convalescence_listed_stays();
DROP TRIGGER convalescence_applying ON convalescence_application;
DROP FUNCTION convalescence_applying();
"""


class Migration(migrations.Migration):
    dependencies = [("convalescence", "0001_initial")]
    operations = [
        migrations.AddField(
            "post", "since", models.DateField("在本单位的起始日期", null=True, blank=True)
        ),
        migrations.AddField(
            "applicant", "agreed_how", models.CharField(max_length=200, blank=True, default="")
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
