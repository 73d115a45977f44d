from django.db import migrations

# Until now a share was paid for all labels of its vendor that files had brought into its batch: the share
# that such a file made (it has no slots), or one that was delivered with them. The first of these keeps them.
FROM_FILES = """
update labeling_annotation a set share_id = mine.id from (
    select distinct on (s.batch_id, s.vendor_id) s.id, s.batch_id, s.vendor_id
    from labeling_batchshare s
    cross join lateral (select exists (select 1 from labeling_slot o where o.share_id = s.id) has_slots) part
    where s.state = 'delivered' or not part.has_slots
    order by s.batch_id, s.vendor_id, part.has_slots, s.id
) mine
where a.slot_id is null and a.batch_id = mine.batch_id and a.vendor_id = mine.vendor_id
"""
INTO_SLOTS = """
update labeling_annotation a set share_id = o.share_id from labeling_slot o
where o.id = a.slot_id and a.source = 'import'
"""
# An owner whom the walls stop must hear of it: without this it would fill nothing and say nothing.
PAST_THE_WALLS = "set local row_security = off"


class Migration(migrations.Migration):
    """Says of each label that came by file which share was paid for it."""

    dependencies = [("labeling", "0002_label_share")]

    operations = [
        migrations.RunSQL(
            [PAST_THE_WALLS, FROM_FILES, INTO_SLOTS, "set local row_security = on"],
            migrations.RunSQL.noop,
            elidable=True,
        ),
    ]
