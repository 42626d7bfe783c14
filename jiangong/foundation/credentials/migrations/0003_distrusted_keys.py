"""A key that may be in other hands is said to be distrusted: once, and nothing else of a key ever changes."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION credentials_key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.number, NEW.multibase, NEW.since) = (OLD.number, OLD.multibase, OLD.since)
     AND OLD.distrusted_at IS NULL THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '签发密钥不能改：% 不允许。', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER credentials_key_stays ON credentials_issuerkey;
CREATE TRIGGER credentials_key_stays BEFORE UPDATE OR DELETE ON credentials_issuerkey
  FOR EACH ROW EXECUTE FUNCTION credentials_key_stays();
"""

BACKWARD = """
DROP TRIGGER credentials_key_stays ON credentials_issuerkey;
DROP FUNCTION credentials_key_stays();
CREATE TRIGGER credentials_key_stays BEFORE UPDATE OR DELETE ON credentials_issuerkey
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("credentials", "0002_written_once")]

    operations = [
        migrations.AddField("issuerkey", "distrusted_at", models.DateTimeField(null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AlterField(
            "credential",
            "state",
            models.CharField(
                choices=[("issued", "有效"), ("revoked", "已经撤销")], default="issued", max_length=10
            ),
        ),
    ]
