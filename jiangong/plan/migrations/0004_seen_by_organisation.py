from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


def organisation():
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=models.deletion.CASCADE,
        related_name="+",
        to="organisations.organisation",
    )


class Migration(migrations.Migration):
    """Cells with one index instead of three: it is written a million times in a rebuild. The cells stay as they stand.

    Seen is made anew, by organisation and for attributes only; the worker rebuilds it, for its roll-up is gone.
    """

    dependencies = [("organisations", "0001_initial"), ("plan", "0003_seen_and_alias")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    """
                    ALTER TABLE plan_cell DROP CONSTRAINT one_cell;
                    ALTER TABLE plan_cell DROP COLUMN id;
                    ALTER TABLE plan_cell ADD CONSTRAINT plan_cell_pkey PRIMARY KEY (promise, organisation_id, period);
                    DROP INDEX cell_by_promise;
                    DELETE FROM plan_rollup;
                    """
                )
            ],
            state_operations=[
                migrations.DeleteModel("Cell"),
                migrations.CreateModel(
                    name="Cell",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "promise", "organisation_id", "period", blank=True, editable=False,
                                primary_key=True, serialize=False,
                            ),
                        ),
                        ("promise", models.CharField(db_collation="C", max_length=8)),
                        ("period", models.CharField(db_collation="C", max_length=7)),
                        ("value", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                        ("entries", models.BigIntegerField(default=0)),
                        ("organisation", organisation()),
                    ],
                ),
            ],
        ),
        migrations.DeleteModel("Seen"),
        migrations.CreateModel(
            name="Seen",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "promise", "key", "organisation_id", blank=True, editable=False, primary_key=True,
                        serialize=False,
                    ),
                ),
                ("promise", models.CharField(db_collation="C", max_length=8)),
                ("key", models.CharField(db_collation="C", max_length=80)),
                ("months", ArrayField(base_field=models.IntegerField(), size=None)),
                ("times", ArrayField(base_field=models.IntegerField(), size=None)),
                ("organisation", organisation()),
            ],
        ),
    ]
