from django.db import migrations

from programs.reports.built_in import BUILT_IN


def begin(apps, schema_editor):
    definitions = apps.get_model("programs", "MetricDefinition")
    for row in BUILT_IN:
        definitions.objects.get_or_create(key=row["key"], defaults=row)


class Migration(migrations.Migration):
    dependencies = [("programs", "0020_metric_registry")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
