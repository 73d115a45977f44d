from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "dataops.runtime"
    verbose_name = "Runtime"
