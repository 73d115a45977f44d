from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "dataops.work"
    label = "work"
