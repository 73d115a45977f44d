from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dataops.web"
    label = "web"
