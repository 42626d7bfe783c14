"""A district's places follow from its members of one day: the pool says of which.

Of pools that were shared out before nothing is written: the day was not kept.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("convalescence", "0004_stays_need_their_notice")]
    operations = [
        migrations.AddField(
            model_name="pool",
            name="counted_on",
            field=models.DateField(null=True),
        ),
    ]
