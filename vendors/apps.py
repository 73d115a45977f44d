from django.apps import AppConfig


class VendorsConfig(AppConfig):
    name = "vendors"

    def ready(self):
        from vendors import extensions  # noqa: F401, PLC0415 -- plugs need loaded models
