from django.apps import AppConfig

from dataops.celery import app


class JobsConfig(AppConfig):
    name = "dataops.jobs"
    label = "jobs"
    celery = (
        app  # wherever Django runs, shared tasks and promises belong to this app and not to Celery's default
    )
