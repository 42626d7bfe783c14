"""The database itself guards the log: tiles and bundles only grow at their end, the head only forward, a salt is
destroyed but never changed, a checkpoint and a naming decision stay."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND substring(NEW.data FROM 1 FOR length(OLD.data)) = OLD.data THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '凭据只能在末尾增加：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_tile_only_grows BEFORE UPDATE OR DELETE ON ledger_tile
  FOR EACH ROW EXECUTE FUNCTION ledger_only_grows();
CREATE TRIGGER ledger_bundle_only_grows BEFORE UPDATE OR DELETE ON ledger_bundle
  FOR EACH ROW EXECUTE FUNCTION ledger_only_grows();

CREATE FUNCTION ledger_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.size > OLD.size OR (NEW.size, NEW.root) = (OLD.size, OLD.root)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '凭据树只能向前增长：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_head_forward BEFORE UPDATE OR DELETE ON ledger_head
  FOR EACH ROW EXECUTE FUNCTION ledger_head_forward();

CREATE TRIGGER ledger_salt_unchanged BEFORE UPDATE ON ledger_salt
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_named_stays BEFORE UPDATE OR DELETE ON ledger_named
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_checkpoint_stays BEFORE UPDATE OR DELETE ON ledger_checkpoint
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_cosignature_stays BEFORE UPDATE OR DELETE ON ledger_cosignature
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE TRIGGER ledger_tile_no_truncate BEFORE TRUNCATE ON ledger_tile
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_bundle_no_truncate BEFORE TRUNCATE ON ledger_bundle
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_checkpoint_no_truncate BEFORE TRUNCATE ON ledger_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""

NAMES = {
    "ledger_tile": ("ledger_tile_only_grows", "ledger_tile_no_truncate"),
    "ledger_bundle": ("ledger_bundle_only_grows", "ledger_bundle_no_truncate"),
    "ledger_head": ("ledger_head_forward",),
    "ledger_salt": ("ledger_salt_unchanged",),
    "ledger_named": ("ledger_named_stays",),
    "ledger_checkpoint": ("ledger_checkpoint_stays", "ledger_checkpoint_no_truncate"),
    "ledger_cosignature": ("ledger_cosignature_stays",),
}
BACKWARD = (
    "".join(f"DROP TRIGGER {name} ON {table};\n" for table, names in NAMES.items() for name in names)
    + "DROP FUNCTION ledger_only_grows();\nDROP FUNCTION ledger_head_forward();\n"
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_log")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
