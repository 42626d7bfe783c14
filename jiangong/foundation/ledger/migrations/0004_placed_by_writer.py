"""A bulk writer that gives its entries their places itself (actions.copy_entries) says so; others queue as before."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION ledger_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF COALESCE(current_setting('ledger.placed_by_writer', true), '') <> 'yes' THEN
    INSERT INTO ledger_pending (entry_id) SELECT id FROM added;
  END IF;
  RETURN NULL;
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION ledger_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_pending (entry_id) SELECT id FROM added;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
