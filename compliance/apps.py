from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"

    def ready(self):
        from compliance import extensions  # noqa: F401, PLC0415 -- plugs need loaded models
