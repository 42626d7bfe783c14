from django.db import migrations


class Migration(migrations.Migration):
    """Seen is made anew by lineage and month (0003); its rows are rebuilt, so nothing is carried over."""

    dependencies = [("plan", "0001_initial")]
    operations = [migrations.DeleteModel("Seen")]
