from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dataops.web"
    label = "web"

    def ready(self) -> None:
        from dataops.web import extensions  # noqa: F401, PLC0415 -- plugs need loaded models
