from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "quality"

    def ready(self):
        from quality import extensions  # noqa: F401, PLC0415 -- plugs need loaded models
