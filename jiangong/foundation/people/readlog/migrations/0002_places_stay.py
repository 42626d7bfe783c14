"""The database itself keeps the places of the read log; looks from before it had numbers get theirs, in their order."""

import os

from django.db import migrations

from jiangong.foundation.people.readlog.formulas import FIRST, commitment_of, hash_of, said_of

FORWARD = """
CREATE FUNCTION readlog_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '查看记录只增不改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER readlog_reading_stays BEFORE UPDATE OR DELETE ON readlog_reading
  FOR EACH ROW EXECUTE FUNCTION readlog_stays();
CREATE TRIGGER readlog_reading_no_truncate BEFORE TRUNCATE ON readlog_reading
  FOR EACH STATEMENT EXECUTE FUNCTION readlog_stays();
"""

BACKWARD = """
DROP TRIGGER readlog_reading_stays ON readlog_reading;
DROP TRIGGER readlog_reading_no_truncate ON readlog_reading;
DROP FUNCTION readlog_stays();
"""


def number_old_looks(apps, schema_editor):
    Look, Reading = apps.get_model("people", "Look"), apps.get_model("readlog", "Reading")
    previous = FIRST
    for number, look in enumerate(Look.objects.filter(number__isnull=True).order_by("pk"), start=1):
        said = said_of(
            {
                "before": True,
                "by": look.by_id,
                "organisation": look.organisation_id,
                "people": [look.person_id],
                "purpose": look.purpose,
                "what": look.what,
            }
        )
        salt = os.urandom(32)
        place = {
            "number": number,
            "at": look.looked_at,
            "kind": "look",
            "people": 1,
            "covers": [],
            "commitment": commitment_of(said, salt),
            "previous": previous,
        }
        previous = hash_of(**place)
        Reading.objects.create(**place, hash=previous)
        Look.objects.filter(pk=look.pk).update(number=number, said=said, salt=salt)


class Migration(migrations.Migration):
    dependencies = [("readlog", "0001_initial")]
    operations = [
        migrations.RunPython(number_old_looks, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
