from django.apps import AppConfig


class LabelingConfig(AppConfig):
    name = "labeling"

    def ready(self):
        from labeling import extensions  # noqa: F401, PLC0415 -- plugs need loaded models
