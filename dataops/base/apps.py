from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class BaseConfig(AppConfig):
    name = "dataops.base"

    def ready(self):
        from dataops.base import checks, reading, schema  # noqa: F401, PLC0415 -- models must be loaded

        post_migrate.connect(schema.raise_walls, sender=self)
        pre_migrate.connect(reading.take_down, sender=self)
        post_migrate.connect(reading.put_up, sender=self)
