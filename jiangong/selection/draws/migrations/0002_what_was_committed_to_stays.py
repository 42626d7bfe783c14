"""The database itself keeps what was announced and committed to, also against direct SQL.

Of a draw nothing changes but forward: the announcement only in its randomness and only before one was given; commitment,
value and checkpoint are written once; states go one way. Lines come in only while the list is open, and change only in
their rank, from none, while it is drawn (`passed` says why in words and can be computed again). Places and departures are
only added, and only to what was drawn.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION draws_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '抽签的记录只增不改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION draws_draw_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.subject_type, NEW.subject_id, NEW.closes_at) IS DISTINCT FROM (OLD.id, OLD.subject_type, OLD.subject_id, OLD.closes_at)
     OR OLD.announcement <> '' AND NEW.announcement <> OLD.announcement AND (
       NEW.announcement = '' OR OLD.value <> '' OR NEW.value <> '' OR OLD.state NOT IN ('announced', 'closed')
       OR NEW.postponed <> OLD.postponed + 1 OR NEW.moment <= OLD.moment
       OR NEW.announcement::jsonb - 'randomness' <> OLD.announcement::jsonb - 'randomness')
     OR NEW.announcement = OLD.announcement AND (NEW.moment, NEW.randomness, NEW.postponed) IS DISTINCT FROM (OLD.moment, OLD.randomness, OLD.postponed)
     OR OLD.terms <> '' AND NEW.terms <> OLD.terms
     OR OLD.announced_id IS NOT NULL AND NEW.announced_id IS DISTINCT FROM OLD.announced_id
     OR (NEW.commitment, NEW.listed, NEW.closing_id) IS DISTINCT FROM (OLD.commitment, OLD.listed, OLD.closing_id)
        AND NOT (OLD.state = 'announced' AND NEW.state = 'closed' AND OLD.commitment = '')
     OR (NEW.value, NEW.checkpoint) IS DISTINCT FROM (OLD.value, OLD.checkpoint)
        AND NOT (OLD.state = 'closed' AND NEW.state = 'drawing' AND OLD.value = '')
     OR NEW.drawing_id IS DISTINCT FROM OLD.drawing_id AND NOT (OLD.state = 'drawing' AND NEW.state = 'drawn')
     OR NEW.steps < OLD.steps
     OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('announced', 'closed'), ('announced', 'failed'), ('closed', 'drawing'), ('closed', 'failed'),
       ('drawing', 'drawn'), ('drawing', 'failed'))
  THEN
    RAISE EXCEPTION '抽签公告、名单的承诺和随机数不能改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION draws_lines_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM (SELECT DISTINCT draw_id FROM fresh) f JOIN draws_draw d ON d.id = f.draw_id WHERE d.state <> 'announced') THEN
    RAISE EXCEPTION '名单已经封存，不能再加一行：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION draws_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'rank' - 'passed' <> to_jsonb(OLD) - 'rank' - 'passed'
     OR NEW.rank IS DISTINCT FROM OLD.rank AND (
       OLD.rank IS NOT NULL OR (SELECT state FROM draws_draw WHERE id = OLD.draw_id) <> 'drawing')
  THEN
    RAISE EXCEPTION '名单和签序不能改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION draws_places_of_the_drawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM fresh f JOIN draws_line l ON l.id = f.line_id JOIN draws_draw d ON d.id = l.draw_id
             WHERE d.state <> 'drawn' OR f.step > d.steps) THEN
    RAISE EXCEPTION '抽签之后才有名额：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER draws_draw_stays BEFORE UPDATE ON draws_draw FOR EACH ROW EXECUTE FUNCTION draws_draw_stays();
CREATE TRIGGER draws_draw_no_delete BEFORE DELETE ON draws_draw FOR EACH ROW EXECUTE FUNCTION draws_refuse();
CREATE TRIGGER draws_draw_no_truncate BEFORE TRUNCATE ON draws_draw FOR EACH STATEMENT EXECUTE FUNCTION draws_refuse();
CREATE TRIGGER draws_lines_open AFTER INSERT ON draws_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION draws_lines_open();
CREATE TRIGGER draws_line_stays BEFORE UPDATE ON draws_line FOR EACH ROW EXECUTE FUNCTION draws_line_stays();
CREATE TRIGGER draws_line_no_delete BEFORE DELETE ON draws_line FOR EACH ROW EXECUTE FUNCTION draws_refuse();
CREATE TRIGGER draws_line_no_truncate BEFORE TRUNCATE ON draws_line FOR EACH STATEMENT EXECUTE FUNCTION draws_refuse();
CREATE TRIGGER draws_place_of_the_drawn AFTER INSERT ON draws_place REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION draws_places_of_the_drawn();
CREATE TRIGGER draws_place_stays BEFORE UPDATE OR DELETE ON draws_place FOR EACH ROW EXECUTE FUNCTION draws_refuse();
CREATE TRIGGER draws_place_no_truncate BEFORE TRUNCATE ON draws_place FOR EACH STATEMENT EXECUTE FUNCTION draws_refuse();
CREATE TRIGGER draws_departure_of_the_drawn AFTER INSERT ON draws_departure REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION draws_places_of_the_drawn();
CREATE TRIGGER draws_departure_stays BEFORE UPDATE OR DELETE ON draws_departure FOR EACH ROW EXECUTE FUNCTION draws_refuse();
CREATE TRIGGER draws_departure_no_truncate BEFORE TRUNCATE ON draws_departure FOR EACH STATEMENT EXECUTE FUNCTION draws_refuse();
"""

BACKWARD = """
DROP TRIGGER draws_draw_stays ON draws_draw;
DROP TRIGGER draws_draw_no_delete ON draws_draw;
DROP TRIGGER draws_draw_no_truncate ON draws_draw;
DROP TRIGGER draws_lines_open ON draws_line;
DROP TRIGGER draws_line_stays ON draws_line;
DROP TRIGGER draws_line_no_delete ON draws_line;
DROP TRIGGER draws_line_no_truncate ON draws_line;
DROP TRIGGER draws_place_of_the_drawn ON draws_place;
DROP TRIGGER draws_place_stays ON draws_place;
DROP TRIGGER draws_place_no_truncate ON draws_place;
DROP TRIGGER draws_departure_of_the_drawn ON draws_departure;
DROP TRIGGER draws_departure_stays ON draws_departure;
DROP TRIGGER draws_departure_no_truncate ON draws_departure;
DROP FUNCTION draws_refuse();
DROP FUNCTION draws_draw_stays();
DROP FUNCTION draws_lines_open();
DROP FUNCTION draws_line_stays();
DROP FUNCTION draws_places_of_the_drawn();
"""


class Migration(migrations.Migration):
    dependencies = [("draws", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
