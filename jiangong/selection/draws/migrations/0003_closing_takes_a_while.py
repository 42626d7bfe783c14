"""A list is closed in the background: a state of its own, in which alone lines come in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

AFTER = """
CREATE OR REPLACE FUNCTION draws_draw_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
        AND NOT (OLD.state = 'closing' AND NEW.state = 'closed' AND OLD.commitment = '')
     OR (NEW.value, NEW.checkpoint) IS DISTINCT FROM (OLD.value, OLD.checkpoint)
        AND NOT (OLD.state = 'closed' AND NEW.state = 'drawing' AND OLD.value = '')
     OR NEW.drawing_id IS DISTINCT FROM OLD.drawing_id AND NOT (OLD.state = 'drawing' AND NEW.state = 'drawn')
     OR NEW.steps < OLD.steps
     OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('announced', 'closing'), ('closing', 'announced'), ('closing', 'closed'), ('closing', 'failed'),
       ('announced', 'failed'), ('closed', 'drawing'), ('closed', 'failed'),
       ('drawing', 'drawn'), ('drawing', 'failed'))
  THEN
    RAISE EXCEPTION '抽签公告、名单的承诺和随机数不能改：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION draws_lines_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM (SELECT DISTINCT draw_id FROM fresh) f JOIN draws_draw d ON d.id = f.draw_id WHERE d.state <> 'closing') THEN
    RAISE EXCEPTION '名单已经封存，不能再加一行：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION draws_draw_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION draws_lines_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM (SELECT DISTINCT draw_id FROM fresh) f JOIN draws_draw d ON d.id = f.draw_id WHERE d.state <> 'announced') THEN
    RAISE EXCEPTION '名单已经封存，不能再加一行：% 不允许 %。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("draws", "0002_what_was_committed_to_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "draw",
            "closing_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("draw", "closing_at", models.DateTimeField(null=True)),
        migrations.AddField("draw", "progress", models.PositiveIntegerField(default=0)),
        migrations.AlterField(
            "draw",
            "state",
            models.CharField(
                choices=[
                    ("announced", "报名中"),
                    ("closing", "正在封存名单"),
                    ("closed", "名单已封存"),
                    ("drawing", "正在抽签"),
                    ("drawn", "已抽签"),
                    ("failed", "作废"),
                ],
                default="announced",
                max_length=9,
            ),
        ),
        migrations.RunSQL(AFTER, BEFORE),
    ]
