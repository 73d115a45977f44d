from django.apps import AppConfig

from dataops.web.fields import speak_plainly


class WebConfig(AppConfig):
    name = "dataops.web"
    label = "web"

    def ready(self) -> None:
        from dataops.web import extensions  # noqa: F401, PLC0415 -- plugs need loaded models

        speak_plainly()
