from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from programs import extensions  # noqa: F401, PLC0415 -- plugs need loaded models
