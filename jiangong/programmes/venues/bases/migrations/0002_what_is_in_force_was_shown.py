"""No rating is in force without a cleared notice, and none that is in force or was shown and cleared changes.

A signed contract keeps its days, price and places: the table refuses, whoever asks. What may still change is its ending.
"""

from django.db import migrations

from jiangong.foundation.notices.guarding import guard

FORWARD = """
CREATE FUNCTION bases_rating_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.in_force_on IS NOT NULL OR notices_covers('bases.rating', 'bases.rating', OLD.id) THEN
    RAISE EXCEPTION '评定 % 已经公示结束或者生效，不能改', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bases_rating_stays BEFORE UPDATE OF year_id, base_id, facts, score, proposed, verdict, why ON bases_rating
  FOR EACH ROW WHEN (ROW(OLD.year_id, OLD.base_id, OLD.facts, OLD.score, OLD.proposed, OLD.verdict, OLD.why)
    IS DISTINCT FROM ROW(NEW.year_id, NEW.base_id, NEW.facts, NEW.score, NEW.proposed, NEW.verdict, NEW.why))
  EXECUTE FUNCTION bases_rating_stays();

CREATE FUNCTION bases_contract_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '合同 % 已经签订，不能改', OLD.number USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER bases_contract_stays
  BEFORE UPDATE OF base_id, organisation_id, number, since, until, price_per_day, places, signed_on ON bases_contract
  FOR EACH ROW WHEN (OLD.state <> 'draft' AND
    ROW(OLD.base_id, OLD.organisation_id, OLD.number, OLD.since, OLD.until, OLD.price_per_day, OLD.places, OLD.signed_on)
    IS DISTINCT FROM
    ROW(NEW.base_id, NEW.organisation_id, NEW.number, NEW.since, NEW.until, NEW.price_per_day, NEW.places, NEW.signed_on))
  EXECUTE FUNCTION bases_contract_stays();
"""
BACKWARD = """
DROP TRIGGER bases_contract_stays ON bases_contract;
DROP FUNCTION bases_contract_stays();
DROP TRIGGER bases_rating_stays ON bases_rating;
DROP FUNCTION bases_rating_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("bases", "0001_initial"), ("notices", "0002_the_database_knows")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        guard(
            "bases_rating",
            kind="bases.rating",
            subject="bases.rating",
            column="id",
            when="NEW.in_force_on IS NOT NULL",
        ),
    ]
