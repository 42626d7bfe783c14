"""An answer that a union writes down for a member says how the member gave it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("convalescence", "0005_pools_say_when_members_were_counted")]
    operations = [
        migrations.AddField(
            model_name="stay",
            name="answered_how",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
