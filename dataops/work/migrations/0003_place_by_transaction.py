from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("work", "0002_comments_calendars_webhooks")]

    operations = [
        migrations.RenameField("webhookplace", "event_id", "transaction"),
        migrations.AlterField(
            "webhookplace",
            "transaction",
            models.BigIntegerField(default=0, help_text="Everything before it was read."),
        ),
    ]
