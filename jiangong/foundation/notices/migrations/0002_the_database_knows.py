"""The database itself keeps the rules of notices: it ends one only after its days and without an open objection.

`notices_covers` is what guards of other rooms ask (guarding.py). Everything is refused with 'restrict_violation'.
The columns that name people may be emptied by the right to be forgotten, and change hands when registrations merge.
"""

from django.db import migrations

ZONE = "Asia/Shanghai"  # the legal day is the city's
# Whoever asks, the real tables answer: without this a temporary table of the same name would be looked at first.
PATH = "SET search_path = public, pg_temp"

FORWARD = f"""
CREATE FUNCTION notices_refuse(words text) RETURNS void LANGUAGE plpgsql {PATH} AS $$
BEGIN
  RAISE EXCEPTION '公示：%', words USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION notices_refuse_change() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  PERFORM notices_refuse(TG_TABLE_NAME || ' 不允许 ' || TG_OP);
END $$;

-- Whether everything but the named columns is as it was.
CREATE FUNCTION notices_same(old_row jsonb, new_row jsonb, but text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT old_row - but = new_row - but
$$;

-- The earliest moment a notice published at `at` may end: the end of the last of its least days, the first not counted.
CREATE FUNCTION notices_least_end(which text, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE {PATH} AS $$
DECLARE
  least notices_minimum%ROWTYPE;
  reached date := (at AT TIME ZONE '{ZONE}')::date;
  counted integer := 0;
BEGIN
  SELECT * INTO least FROM notices_minimum WHERE kind = which;
  IF NOT FOUND THEN
    PERFORM notices_refuse('没有登记“' || which || '”的最短天数');
  END IF;
  WHILE counted < least.days LOOP
    reached := reached + 1;
    IF least.unit = 'days' OR COALESCE(
      (SELECT worked FROM notices_calendarday c WHERE c.day = reached), extract(isodow FROM reached) < 6)
    THEN
      counted := counted + 1;
    END IF;
  END LOOP;
  RETURN (reached + 1)::timestamp AT TIME ZONE '{ZONE}' - interval '1 second';
END $$;

CREATE FUNCTION notices_keep_notice() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE
  people text[] := ARRAY['prepared_by_id', 'published_by_id'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN PERFORM notices_refuse('发布过的公示不能删除'); END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.published_at IS NOT NULL OR NEW.closed_at IS NOT NULL OR NEW.round <> 1 THEN
      PERFORM notices_refuse('公示先有草稿');
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'draft' AND NEW.state = 'draft' THEN
    IF NEW.published_at IS NOT NULL OR NEW.round <> 1 THEN PERFORM notices_refuse('草稿没有发布时间'); END IF;
    RETURN NEW;
  END IF;
  IF NOT notices_same(to_jsonb(OLD), to_jsonb(NEW), people || ARRAY['state', 'round', 'days', 'unit', 'source', 'published_at',
                      'ends_at', 'closed_at', 'awaits_correction', 'why']) THEN
    PERFORM notices_refuse('发布后不能改文字和事项');
  END IF;
  IF NEW.state = 'running' AND (OLD.state = 'draft' OR (OLD.state = 'running' AND NEW.round = OLD.round + 1)) THEN
    NEW.published_at := clock_timestamp();
    IF NEW.ends_at IS NULL OR NEW.ends_at < notices_least_end(NEW.kind, NEW.published_at) THEN
      PERFORM notices_refuse('公示期不足规定的天数');
    END IF;
    IF NEW.awaits_correction OR NEW.closed_at IS NOT NULL OR (OLD.state = 'draft' AND NEW.round <> 1) THEN
      PERFORM notices_refuse('公示从头起算');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM notices_line WHERE notice_id = NEW.id AND round = NEW.round) THEN
      PERFORM notices_refuse('名单是空的');
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.round <> OLD.round OR NEW.published_at IS DISTINCT FROM OLD.published_at THEN
    PERFORM notices_refuse('发布时间不能改');
  END IF;
  IF OLD.state = 'running' AND NEW.state = 'running' THEN
    IF NEW.ends_at IS NULL OR NEW.ends_at < OLD.ends_at THEN PERFORM notices_refuse('公示期不能缩短'); END IF;
    IF OLD.awaits_correction AND NOT NEW.awaits_correction THEN PERFORM notices_refuse('名单还没有更正'); END IF;
    RETURN NEW;
  END IF;
  IF NEW.ends_at IS DISTINCT FROM OLD.ends_at OR NEW.days IS DISTINCT FROM OLD.days THEN
    PERFORM notices_refuse('公示期不能改');
  END IF;
  IF OLD.state = 'running' AND NEW.state = 'cleared' THEN
    IF clock_timestamp() <= OLD.ends_at THEN PERFORM notices_refuse('公示期没有满'); END IF;
    IF OLD.awaits_correction OR NEW.awaits_correction THEN PERFORM notices_refuse('名单还没有更正'); END IF;
    IF EXISTS (SELECT 1 FROM notices_objection WHERE notice_id = OLD.id AND state = 'open') THEN
      PERFORM notices_refuse('有异议没有答复');
    END IF;
    NEW.closed_at := clock_timestamp();
    RETURN NEW;
  END IF;
  IF OLD.state = 'running' AND NEW.state = 'withdrawn' THEN
    NEW.closed_at := clock_timestamp();
    RETURN NEW;
  END IF;
  IF NOT notices_same(to_jsonb(OLD), to_jsonb(NEW), people) THEN
    PERFORM notices_refuse('结束的公示不能改');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notices_notice_kept BEFORE INSERT OR UPDATE OR DELETE ON notices_notice
  FOR EACH ROW EXECUTE FUNCTION notices_keep_notice();

CREATE FUNCTION notices_keep_line() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE
  notice notices_notice%ROWTYPE;
BEGIN
  SELECT * INTO notice FROM notices_notice WHERE id = COALESCE(NEW.notice_id, OLD.notice_id) FOR SHARE;
  IF TG_OP = 'INSERT' THEN
    IF NOT (notice.state = 'draft' AND NEW.round = 1 OR notice.state = 'running' AND NEW.round = notice.round + 1)
       OR NEW.state <> 'standing' THEN
      PERFORM notices_refuse('名单只在草稿里增加，或者整份更正');
    END IF;
    IF EXISTS (SELECT 1 FROM notices_line WHERE notice_id = NEW.notice_id AND state = 'struck'
                 AND subject_type = NEW.subject_type AND subject_id = NEW.subject_id) THEN
      PERFORM notices_refuse('撤下的不能在同一个公示里放回去');
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    IF FOUND AND notice.state <> 'draft' THEN PERFORM notices_refuse('公示过的名单不能删'); END IF;
    RETURN OLD;
  END IF;
  IF NEW.notice_id <> OLD.notice_id THEN PERFORM notices_refuse('名单不能改到别处'); END IF;
  IF notice.state = 'draft' THEN RETURN NEW; END IF;
  IF NOT notices_same(to_jsonb(OLD), to_jsonb(NEW), ARRAY['state', 'struck_at', 'person_id', 'name'])
     OR (NEW.name <> OLD.name AND NEW.name <> '') OR (OLD.state = 'struck' AND NEW.state <> 'struck') THEN
    PERFORM notices_refuse('公示过的名单只能撤下，不能改');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notices_line_kept BEFORE INSERT OR UPDATE OR DELETE ON notices_line
  FOR EACH ROW EXECUTE FUNCTION notices_keep_line();

CREATE FUNCTION notices_keep_objection() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE
  notice notices_notice%ROWTYPE;
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM notices_refuse('异议不能删除'); END IF;
  IF TG_OP = 'INSERT' THEN
    -- Waits for whoever is just ending the notice; whoever ends it waits for this one.
    SELECT * INTO notice FROM notices_notice WHERE id = NEW.notice_id FOR SHARE;
    IF notice.state <> 'running' OR NEW.state <> 'open' THEN PERFORM notices_refuse('异议在公示期内提出'); END IF;
    IF NEW.line_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM notices_line WHERE id = NEW.line_id AND notice_id = NEW.notice_id) THEN
      PERFORM notices_refuse('异议针对的不在这份名单上');
    END IF;
    RETURN NEW;
  END IF;
  IF NOT notices_same(to_jsonb(OLD), to_jsonb(NEW), ARRAY['state', 'by_id', 'words', 'investigator_id', 'taken_at']) THEN
    PERFORM notices_refuse('异议不能改');
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state <> 'open' OR NOT EXISTS (
    SELECT 1 FROM notices_answer
    WHERE objection_id = NEW.id AND (outcome = 'rejected') = (NEW.state = 'rejected'))) THEN
    PERFORM notices_refuse('异议以答复为准');
  END IF;
  IF NEW.words <> OLD.words AND NEW.words <> '' THEN PERFORM notices_refuse('异议的内容不能改'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notices_objection_kept BEFORE INSERT OR UPDATE OR DELETE ON notices_objection
  FOR EACH ROW EXECUTE FUNCTION notices_keep_objection();

-- An upheld objection has its effect at once, whoever writes it: the line is struck, or the list has to be corrected.
CREATE FUNCTION notices_uphold() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  IF (SELECT outcome FROM notices_answer WHERE objection_id = NEW.id) = 'struck' THEN
    UPDATE notices_line l SET state = 'struck', struck_at = clock_timestamp() FROM notices_line o
      WHERE o.id = NEW.line_id AND l.notice_id = o.notice_id AND l.state = 'standing'
        AND l.subject_type = o.subject_type AND l.subject_id = o.subject_id;
  ELSE
    UPDATE notices_notice SET awaits_correction = true WHERE id = NEW.notice_id AND state = 'running';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER notices_objection_upheld AFTER UPDATE OF state ON notices_objection
  FOR EACH ROW WHEN (OLD.state = 'open' AND NEW.state = 'upheld') EXECUTE FUNCTION notices_uphold();

CREATE FUNCTION notices_keep_answer() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE
  objection notices_objection%ROWTYPE;
  notice notices_notice%ROWTYPE;
  who bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM notices_refuse('答复不能删除'); END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NOT notices_same(to_jsonb(OLD), to_jsonb(NEW), ARRAY['answered_by_id']) THEN
      PERFORM notices_refuse('答复不能改');
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO objection FROM notices_objection WHERE id = NEW.objection_id FOR UPDATE;
  SELECT * INTO notice FROM notices_notice WHERE id = objection.notice_id;
  SELECT person_id INTO who FROM people_user WHERE id = NEW.answered_by_id;
  IF objection.state <> 'open' OR trim(NEW.words) = '' OR trim(NEW.finding) = '' THEN
    PERFORM notices_refuse('待答复的异议答复一次，写明理由');
  END IF;
  IF NEW.outcome = 'struck' AND objection.line_id IS NULL THEN PERFORM notices_refuse('没有指明撤下哪一名'); END IF;
  IF NEW.answered_by_id IS NULL OR NEW.answered_by_id = objection.by_id OR NEW.answered_by_id = notice.prepared_by_id
     OR NEW.answered_by_id = notice.published_by_id OR EXISTS (
       SELECT 1 FROM notices_line l WHERE l.notice_id = notice.id AND l.person_id = who
         AND (l.id = objection.line_id OR objection.line_id IS NULL AND l.round = notice.round)) THEN
    PERFORM notices_refuse('与异议有关的人要回避');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notices_answer_kept BEFORE INSERT OR UPDATE OR DELETE ON notices_answer
  FOR EACH ROW EXECUTE FUNCTION notices_keep_answer();

CREATE TRIGGER notices_notice_no_truncate BEFORE TRUNCATE ON notices_notice
  FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_change();
CREATE TRIGGER notices_line_no_truncate BEFORE TRUNCATE ON notices_line
  FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_change();
CREATE TRIGGER notices_objection_no_truncate BEFORE TRUNCATE ON notices_objection
  FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_change();
CREATE TRIGGER notices_answer_no_truncate BEFORE TRUNCATE ON notices_answer
  FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_change();

-- Whether a subject may be dealt with: the newest published list of this kind that names it has ended in order, and its
-- line stands. Asked again from the tables, not from the state alone.
CREATE FUNCTION notices_covers(which text, what text, who bigint) RETURNS boolean LANGUAGE sql VOLATILE {PATH} AS $$
  SELECT COALESCE((
    SELECT l.state = 'standing' AND l.round = n.round AND n.state = 'cleared' AND n.ends_at < clock_timestamp()
       AND NOT n.awaits_correction
       AND NOT EXISTS (SELECT 1 FROM notices_objection o WHERE o.notice_id = n.id AND o.state = 'open')
    FROM notices_line l JOIN notices_notice n ON n.id = l.notice_id
    WHERE l.subject_type = what AND l.subject_id = who AND n.kind = which AND n.state <> 'draft'
    ORDER BY n.published_at DESC, l.round DESC LIMIT 1
  ), false)
$$;
"""

TABLES = {"notice": "notices_notice", "line": "notices_line", "objection": "notices_objection", "answer": "notices_answer"}
BACKWARD = (
    "DROP TRIGGER notices_objection_upheld ON notices_objection;\nDROP FUNCTION notices_uphold();\n"
    + "".join(
        f"DROP TRIGGER notices_{short}_kept ON {table};\nDROP TRIGGER notices_{short}_no_truncate ON {table};\n"
        f"DROP FUNCTION notices_keep_{short}();\n"
        for short, table in TABLES.items()
    )
    + "DROP FUNCTION notices_covers(text, text, bigint);\nDROP FUNCTION notices_least_end(text, timestamptz);\n"
    "DROP FUNCTION notices_same(jsonb, jsonb, text[]);\nDROP FUNCTION notices_refuse_change();\n"
    "DROP FUNCTION notices_refuse(text);\n"
)


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
