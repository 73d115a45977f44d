from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "dataops.work"
    label = "work"

    def ready(self) -> None:
        from dataops.work import extensions  # noqa: F401, PLC0415 -- plugs need loaded models
