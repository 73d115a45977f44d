from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dataops.accounts"
    label = "accounts"

    def ready(self) -> None:
        from dataops.accounts import extensions  # noqa: F401, PLC0415 -- plugs need loaded models
