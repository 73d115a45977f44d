from importlib import import_module

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "dataops.runtime"
    verbose_name = "Runtime"

    def ready(self) -> None:
        import_module("dataops.runtime.checks")
