"""The database itself guards credentials: what was issued stays as it is, what was revoked stays revoked, no key changes."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION credentials_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE'
     AND (NEW.uuid, NEW.kind, NEW.subject_type, NEW.subject_id, NEW.organisation_id, NEW.title, NEW.claims,
          NEW.status_list_id, NEW.status_index, NEW.issued_at)
       = (OLD.uuid, OLD.kind, OLD.subject_type, OLD.subject_id, OLD.organisation_id, OLD.title, OLD.claims,
          OLD.status_list_id, OLD.status_index, OLD.issued_at)
     AND (OLD.state = 'issued' OR NEW.state = 'revoked')
     AND NEW.holder_name IN (OLD.holder_name, '') AND NEW.holder_code IN (OLD.holder_code, '')
     AND NEW.salt IN (OLD.salt, '') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '数字凭证签发以后只能撤销：% 不允许。', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER credentials_written_once BEFORE UPDATE OR DELETE ON credentials_credential
  FOR EACH ROW EXECUTE FUNCTION credentials_written_once();
CREATE TRIGGER credentials_key_stays BEFORE UPDATE OR DELETE ON credentials_issuerkey
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
"""

BACKWARD = """
DROP TRIGGER credentials_key_stays ON credentials_issuerkey;
DROP TRIGGER credentials_written_once ON credentials_credential;
DROP FUNCTION credentials_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0001_initial"),
        ("ledger", "0008_log_only_grows"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
