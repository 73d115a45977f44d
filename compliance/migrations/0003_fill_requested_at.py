from django.db import migrations

# Who asked again did so when the row last changed before its decision; what was decided was asked when it was made.
FILL = """
update compliance_clearance set requested_at = case when state = 'requested' then updated_at else created_at end
where requested_at is null
"""
# An owner whom the walls stop must hear of it: without this it would fill nothing and say nothing.
PAST_THE_WALLS = "set local row_security = off"


class Migration(migrations.Migration):
    """Says of each clearance when it was asked for."""

    dependencies = [("compliance", "0002_requests_have_a_moment")]

    operations = [
        migrations.RunSQL(
            [PAST_THE_WALLS, FILL, "set local row_security = on"], migrations.RunSQL.noop, elidable=True
        ),
    ]
