"""Append-only tables, what may not be turned back, and no honour without a cleared notice: the database itself refuses."""

from django.db import migrations

from jiangong.foundation.notices.guarding import guard

APPEND_ONLY = ("schemeversion", "row", "incident", "breach", "outcome")

FORWARD = """
CREATE FUNCTION competitions_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% 只增不改', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER competitions_{table}_stays BEFORE UPDATE OR DELETE ON competitions_{table}
  FOR EACH ROW EXECUTE FUNCTION competitions_stays();
"""
    for table in APPEND_ONLY
) + """
CREATE FUNCTION competitions_locked() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.locked_at IS NOT NULL AND (NEW.scheme IS DISTINCT FROM OLD.scheme OR NEW.layers <> OLD.layers
     OR NEW.level <> OLD.level OR NEW.contest_class <> OLD.contest_class OR NEW.trade_id <> OLD.trade_id
     OR NEW.locked_at IS DISTINCT FROM OLD.locked_at) THEN
    RAISE EXCEPTION '竞赛规则已经锁定' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_contest_locked BEFORE UPDATE ON competitions_contest
  FOR EACH ROW EXECUTE FUNCTION competitions_locked();

CREATE FUNCTION competitions_layer_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.commitment <> OLD.commitment OR NEW.contest_id <> OLD.contest_id OR NEW.number <> OLD.number
     OR (OLD.drawn_at IS NOT NULL AND (NEW.said <> OLD.said OR NEW.drawn_over <> OLD.drawn_over
         OR NEW.size <> OLD.size OR NEW.drawn_at IS DISTINCT FROM OLD.drawn_at))
     OR (OLD.opened_at IS NOT NULL AND (NEW.secret <> OLD.secret OR NEW.opened_at IS DISTINCT FROM OLD.opened_at)) THEN
    RAISE EXCEPTION '一次抽签没有第二次' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_layer_kept BEFORE UPDATE OR DELETE ON competitions_layer
  FOR EACH ROW EXECUTE FUNCTION competitions_layer_kept();

CREATE FUNCTION competitions_sheet_closed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE stands text;
BEGIN
  SELECT state INTO stands FROM competitions_contest WHERE id = NEW.contest_id;
  IF NEW.rejudging_id IS NULL AND stands NOT IN ('ready', 'running') THEN
    RAISE EXCEPTION '记分册没有打开' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_row_in_time BEFORE INSERT ON competitions_row
  FOR EACH ROW EXECUTE FUNCTION competitions_sheet_closed();

CREATE FUNCTION competitions_honour_belongs() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.contest_id <> OLD.contest_id OR NEW.entry_id <> OLD.entry_id OR NEW.award <> OLD.award THEN
    RAISE EXCEPTION '荣誉的归属不能改' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER competitions_honour_belongs BEFORE UPDATE ON competitions_honour
  FOR EACH ROW EXECUTE FUNCTION competitions_honour_belongs();
"""
BACKWARD = """
DROP TRIGGER competitions_honour_belongs ON competitions_honour;
DROP FUNCTION competitions_honour_belongs();
DROP TRIGGER competitions_row_in_time ON competitions_row;
DROP FUNCTION competitions_sheet_closed();
DROP TRIGGER competitions_layer_kept ON competitions_layer;
DROP FUNCTION competitions_layer_kept();
DROP TRIGGER competitions_contest_locked ON competitions_contest;
DROP FUNCTION competitions_locked();
""" + "".join(f"DROP TRIGGER competitions_{table}_stays ON competitions_{table};\n" for table in APPEND_ONLY) + """
DROP FUNCTION competitions_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("competitions", "0001_initial"), ("notices", "0002_the_database_knows")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        guard(
            "competitions_honour",
            kind="competitions.results",
            subject="competitions.honour",
            column="id",
            when="NEW.state IN ('submitted', 'approved', 'issued') AND EXISTS ("
            "SELECT 1 FROM competitions_contest c WHERE c.id = NEW.contest_id AND c.level NOT IN ('drill', 'shop'))",
        ),
    ]
