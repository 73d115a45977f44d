from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "dataops.jobs"
    label = "jobs"
