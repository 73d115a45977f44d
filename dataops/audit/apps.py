from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "dataops.audit"
    label = "audit"
