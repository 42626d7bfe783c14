"""What attempts by direct SQL got through and no longer do: stages turned back, rows slipped in behind a rejudging's name,
people exchanged behind an entry or an alias, a rejudging changed between its preview and its decision, tables emptied at once."""

from django.db import migrations

KEPT = ("schemeversion", "row", "incident", "breach", "outcome", "layer", "rejudging", "appeal")

FORWARD = """
CREATE FUNCTION competitions_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% 不能清空', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER competitions_{table}_not_emptied BEFORE TRUNCATE ON competitions_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION competitions_refuse();
"""
    for table in KEPT
) + """
-- Once the rules are locked a contest goes on or ends, never back.
CREATE FUNCTION competitions_onward() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.locked_at IS NOT NULL AND NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
       'entered>ready', 'ready>running', 'running>sealed', 'sealed>known', 'known>confirmed',
       'ready>cancelled', 'running>cancelled') THEN
    RAISE EXCEPTION '竞赛不能从 % 回到 %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_contest_onward BEFORE UPDATE OF state ON competitions_contest
  FOR EACH ROW EXECUTE FUNCTION competitions_onward();

-- Who stands behind an entry is fixed with the list; a person may only be forgotten.
CREATE FUNCTION competitions_entry_fixed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.person_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM OLD.person_id) OR NEW.contest_id <> OLD.contest_id
     OR NEW.ticket <> OLD.ticket THEN
    RAISE EXCEPTION '报名属于谁不能改' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.state <> OLD.state OR NEW.is_substitute <> OLD.is_substitute OR NEW.organisation_id <> OLD.organisation_id)
     AND EXISTS (SELECT 1 FROM competitions_contest c WHERE c.id = OLD.contest_id AND c.locked_at IS NOT NULL) THEN
    RAISE EXCEPTION '参赛名单已经锁定' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_entry_fixed BEFORE UPDATE ON competitions_entry
  FOR EACH ROW EXECUTE FUNCTION competitions_entry_fixed();
CREATE FUNCTION competitions_list_locked() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM competitions_contest c
             WHERE c.id = coalesce(NEW.contest_id, OLD.contest_id) AND c.locked_at IS NOT NULL) THEN
    RAISE EXCEPTION '参赛名单已经锁定' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER competitions_list_locked BEFORE INSERT OR DELETE ON competitions_entry
  FOR EACH ROW EXECUTE FUNCTION competitions_list_locked();

-- An alias stays whose it is; a person may only be forgotten.
CREATE FUNCTION competitions_office_fixed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.contest_id <> OLD.contest_id OR NEW.alias <> OLD.alias OR NEW.duty <> OLD.duty
     OR (NEW.person_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM OLD.person_id) THEN
    RAISE EXCEPTION '赛务代号属于谁不能改' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_office_fixed BEFORE UPDATE ON competitions_office
  FOR EACH ROW EXECUTE FUNCTION competitions_office_fixed();

-- What was previewed is what is decided, once.
CREATE FUNCTION competitions_rejudging_fixed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.contest_id <> OLD.contest_id OR NEW.upon_id <> OLD.upon_id OR NEW.changes <> OLD.changes
     OR NEW.effect <> OLD.effect OR NEW.reason <> OLD.reason OR NEW.prepared_by_id IS DISTINCT FROM OLD.prepared_by_id
     OR (OLD.state <> 'prepared' AND (NEW.state <> OLD.state OR NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id)) THEN
    RAISE EXCEPTION '复核拟定以后不能改' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_rejudging_fixed BEFORE UPDATE OR DELETE ON competitions_rejudging
  FOR EACH ROW EXECUTE FUNCTION competitions_rejudging_fixed();

-- The first result comes out of a sealed sheet, each later one out of a rejudging of the one before.
CREATE FUNCTION competitions_outcome_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM competitions_contest c WHERE c.id = NEW.contest_id AND c.locked_at IS NOT NULL
             AND NOT (NEW.number = 1 AND c.state = 'sealed'))
     AND NOT EXISTS (SELECT 1 FROM competitions_rejudging r JOIN competitions_outcome o ON o.id = r.upon_id
                     WHERE r.contest_id = NEW.contest_id AND r.state = 'applied' AND o.number = NEW.number - 1) THEN
    RAISE EXCEPTION '成绩只从锁定的记分册或者执行的复核得出' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_outcome_follows BEFORE INSERT ON competitions_outcome
  FOR EACH ROW EXECUTE FUNCTION competitions_outcome_follows();

-- Who marks what is fixed with the sheet: whose marks count follows from it.
CREATE FUNCTION competitions_bench_fixed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE bench bigint;
BEGIN
  IF TG_TABLE_NAME = 'competitions_bench' THEN
    bench := coalesce(OLD.id, NEW.id);
  ELSIF TG_OP = 'INSERT' THEN
    bench := NEW.bench_id;
  ELSE
    bench := OLD.bench_id;
  END IF;
  IF EXISTS (SELECT 1 FROM competitions_contest c JOIN competitions_bench b ON b.contest_id = c.id
             WHERE b.id = bench AND c.locked_at IS NOT NULL AND c.state IN ('sealed', 'known', 'confirmed')) THEN
    RAISE EXCEPTION '记分册锁定以后评委组不能改' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER competitions_bench_fixed BEFORE UPDATE OR DELETE ON competitions_bench
  FOR EACH ROW EXECUTE FUNCTION competitions_bench_fixed();
CREATE TRIGGER competitions_bench_judges_fixed BEFORE INSERT OR UPDATE OR DELETE ON competitions_bench_judges
  FOR EACH ROW EXECUTE FUNCTION competitions_bench_fixed();

-- A row behind the lock belongs to a rejudging of the same contest that is being applied.
CREATE OR REPLACE FUNCTION competitions_sheet_closed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE stands text;
BEGIN
  SELECT state INTO stands FROM competitions_contest WHERE id = NEW.contest_id;
  IF NEW.rejudging_id IS NULL AND stands NOT IN ('ready', 'running') THEN
    RAISE EXCEPTION '记分册没有打开' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.kind IN ('mark', 'correction', 'penalty', 'time', 'carried') AND NEW.value !~ '^[-+0-9eE./ ]+$' THEN
    RAISE EXCEPTION '% 不是数', NEW.value USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.rejudging_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM competitions_rejudging r, jsonb_array_elements(r.changes) one
       WHERE r.id = NEW.rejudging_id AND r.contest_id = NEW.contest_id AND r.state = 'applied'
         AND one->>'kind' = NEW.kind AND one->>'code' = NEW.code AND one->>'component' = NEW.component
         AND one->>'aspect' = NEW.aspect AND one->>'judge' = NEW.judge AND one->>'value' = NEW.value) THEN
    RAISE EXCEPTION '复核里没有这一条' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION competitions_sheet_closed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE stands text;
BEGIN
  SELECT state INTO stands FROM competitions_contest WHERE id = NEW.contest_id;
  IF NEW.rejudging_id IS NULL AND stands NOT IN ('ready', 'running') THEN
    RAISE EXCEPTION '记分册没有打开' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER competitions_bench_judges_fixed ON competitions_bench_judges;
DROP TRIGGER competitions_bench_fixed ON competitions_bench;
DROP FUNCTION competitions_bench_fixed();
DROP TRIGGER competitions_outcome_follows ON competitions_outcome;
DROP FUNCTION competitions_outcome_follows();
DROP TRIGGER competitions_rejudging_fixed ON competitions_rejudging;
DROP FUNCTION competitions_rejudging_fixed();
DROP TRIGGER competitions_office_fixed ON competitions_office;
DROP FUNCTION competitions_office_fixed();
DROP TRIGGER competitions_list_locked ON competitions_entry;
DROP FUNCTION competitions_list_locked();
DROP TRIGGER competitions_entry_fixed ON competitions_entry;
DROP FUNCTION competitions_entry_fixed();
DROP TRIGGER competitions_contest_onward ON competitions_contest;
DROP FUNCTION competitions_onward();
""" + "".join(
    f"DROP TRIGGER competitions_{table}_not_emptied ON competitions_{table};\n" for table in KEPT
) + """
DROP FUNCTION competitions_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("competitions", "0004_photographs")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
