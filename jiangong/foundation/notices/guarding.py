"""Guards: a room's own table refuses a row that a notice has to clear first. For migrations.

    operations = [
        guard(
            "growth_certificate",
            kind="growth.certificates",
            subject="growth.enrolment",
            column="enrolment_id",
            when="NEW.revoked_on IS NULL AND EXISTS (SELECT 1 FROM … WHERE …)",
        )
    ]

Whoever inserts such a row, or changes one so that `when` becomes true of it or it belongs to another subject, needs a
cleared notice whose line for this subject stands: Django, psql, COPY alike. `when` is SQL over the columns of `NEW`.
The migration must depend on ("notices", "0002_the_database_knows").
"""

import re

from django.db.migrations.operations import RunSQL

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_LABEL = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def guard(table: str, *, kind: str, subject: str, column: str, when: str = "true") -> RunSQL:
    """The operation that puts the guard on `table`; `column` holds the number of the `subject` ("room.model").

    Raises ValueError for names that are none. Taken back with the migration.
    """
    if not (_NAME.fullmatch(table) and _NAME.fullmatch(column)):
        raise ValueError(f"{table}.{column} names no column.")
    if not (_LABEL.fullmatch(kind) and _LABEL.fullmatch(subject)):
        raise ValueError(f"{kind}, {subject}: a kind and a model are written room.name.")
    name = f"{table}_needs_notice"
    forward = f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT ({when}) THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND NEW.{column} IS NOT DISTINCT FROM OLD.{column} AND ({when.replace("NEW.", "OLD.")}) THEN
    RETURN NEW;
  END IF;
  IF NOT notices_covers('{kind}', '{subject}', NEW.{column}) THEN
    RAISE EXCEPTION '公示：% 没有公示结束，不能写入 {table}', NEW.{column} USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
    return RunSQL(forward, f"DROP TRIGGER {name} ON {table};\nDROP FUNCTION {name}();")
