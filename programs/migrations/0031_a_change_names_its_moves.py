from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programs", "0030_changes_move_milestones")]

    operations = [
        migrations.RemoveConstraint(
            model_name="changerequest", name="change_of_a_milestone_names_its_day"
        ),
        migrations.RemoveField(model_name="changerequest", name="milestone"),
        migrations.RemoveField(model_name="changerequest", name="milestone_due_on"),
    ]
