from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dataops.accounts"
    label = "accounts"
