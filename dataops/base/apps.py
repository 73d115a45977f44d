from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BaseConfig(AppConfig):
    name = "dataops.base"

    def ready(self):
        from dataops.base import schema  # noqa: PLC0415 -- models must be loaded

        post_migrate.connect(schema.raise_walls, sender=self)
