"""Rulings stay as they were made: no UPDATE, DELETE or TRUNCATE, whoever asks."""

from django.db import migrations

TABLES = ("rulings_ruling",)

FORWARD = """
CREATE FUNCTION rulings_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '参数核定只增不改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION rulings_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION rulings_refuse_change();
"""
    for table in TABLES
)

BACKWARD = "".join(
    f"""
DROP TRIGGER {table}_append_only ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
"""
    for table in TABLES
) + "DROP FUNCTION rulings_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("rulings", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
