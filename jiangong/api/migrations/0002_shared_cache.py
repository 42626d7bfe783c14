"""The table of the shared cache: attempts at signing in, counted over all processes (settings.CACHES)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE IF NOT EXISTS shared_cache (
              cache_key varchar(255) PRIMARY KEY,
              value text NOT NULL,
              expires timestamptz NOT NULL
            );
            CREATE INDEX IF NOT EXISTS shared_cache_expires ON shared_cache (expires);
            """,
            "DROP TABLE IF EXISTS shared_cache",
        )
    ]
