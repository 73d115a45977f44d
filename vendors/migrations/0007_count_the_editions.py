from django.db import migrations
from django.db.models import F


def count_editions(apps, schema_editor):
    """Until now a version was counted with each correction only."""
    apps.get_model("vendors", "Scorecard").objects.update(edition=F("version"))


class Migration(migrations.Migration):
    dependencies = [("vendors", "0006_scorecard_edition")]

    operations = [migrations.RunPython(count_editions, migrations.RunPython.noop)]
