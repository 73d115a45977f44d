from django.db import migrations

from dataops.base import trail


class Migration(migrations.Migration):
    """The table and the trigger function of the row trail; triggers are put on tables after every migrate."""

    dependencies = [("audit", "0001_records_events")]

    operations = [
        migrations.RunSQL(
            sql=trail.TABLE + trail.FUNCTION,
            reverse_sql="drop function if exists audit_rows() cascade; drop table if exists audit_row;",
        )
    ]
