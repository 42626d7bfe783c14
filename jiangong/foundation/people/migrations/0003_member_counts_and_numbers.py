"""Triggers that keep MemberCount right whoever writes memberships (page, import, COPY), and the member numbers."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE people_member_number;

CREATE FUNCTION people_count_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In one fixed order, so that two statements over the same organisations wait for each other and never deadlock.
  IF TG_OP = 'INSERT' THEN
    INSERT INTO people_membercount (organisation_id, state, people)
      SELECT organisation_id, state, count(*) FROM new_rows GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (organisation_id, state) DO UPDATE SET people = people_membercount.people + excluded.people;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO people_membercount (organisation_id, state, people)
      SELECT organisation_id, state, -count(*) FROM old_rows GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (organisation_id, state) DO UPDATE SET people = people_membercount.people + excluded.people;
  ELSE
    INSERT INTO people_membercount (organisation_id, state, people)
      SELECT organisation_id, state, sum(step) FROM (
        SELECT organisation_id, state, 1 AS step FROM new_rows
        UNION ALL SELECT organisation_id, state, -1 FROM old_rows
      ) AS steps GROUP BY 1, 2 HAVING sum(step) <> 0 ORDER BY 1, 2
      ON CONFLICT (organisation_id, state) DO UPDATE SET people = people_membercount.people + excluded.people;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER people_count_inserted AFTER INSERT ON people_membership REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION people_count_members();
CREATE TRIGGER people_count_deleted AFTER DELETE ON people_membership REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION people_count_members();
CREATE TRIGGER people_count_updated AFTER UPDATE ON people_membership
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION people_count_members();

INSERT INTO people_membercount (organisation_id, state, people)
  SELECT organisation_id, state, count(*) FROM people_membership GROUP BY 1, 2;
"""

BACKWARD = """
DROP TRIGGER people_count_inserted ON people_membership;
DROP TRIGGER people_count_deleted ON people_membership;
DROP TRIGGER people_count_updated ON people_membership;
DROP FUNCTION people_count_members();
DROP SEQUENCE people_member_number;
DELETE FROM people_membercount;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_membership_counts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
