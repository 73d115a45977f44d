import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Every change that moves a milestone keeps its wish."""
    ChangeRequest = apps.get_model("programs", "ChangeRequest")
    ChangeMove = apps.get_model("programs", "ChangeMove")
    ChangeMove.objects.bulk_create(
        ChangeMove(change=change, milestone_id=change.milestone_id, due_on=change.milestone_due_on)
        for change in ChangeRequest.objects.filter(milestone__isnull=False)
    )


class Migration(migrations.Migration):
    dependencies = [("programs", "0027_closings")]

    operations = [
        migrations.CreateModel(
            name="ChangeMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("due_on", models.DateField()),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="programs.changerequest",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wished_moves",
                        to="programs.milestone",
                    ),
                ),
            ],
            options={"ordering": ["due_on", "milestone_id"]},
        ),
        migrations.AddConstraint(
            model_name="changemove",
            constraint=models.UniqueConstraint(
                fields=("change", "milestone"), name="change_moves_a_milestone_once"
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
