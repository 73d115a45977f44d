"""What must be right before strangers may knock: asked by `check --deploy`, which the image runs before every start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_PEPPER = 32


@register(Tags.security, deploy=True)
def check_keys(**kwargs: Any) -> list[CheckMessage]:
    pepper = settings.TOKEN_PEPPER
    if len(pepper) < SHORTEST_PEPPER:
        return [
            Error(
                f"TOKEN_PEPPER needs {SHORTEST_PEPPER} characters or more: API tokens are kept with it.",
                id="runtime.E001",
            )
        ]
    if pepper == settings.SECRET_KEY:
        return [
            Error(
                "TOKEN_PEPPER is the same as SECRET_KEY: who learns one must not have the other.",
                id="runtime.E002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_hosts(**kwargs: Any) -> list[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        return [
            Error(
                'ALLOWED_HOSTS is "*": name the hosts, or links in mails can be made to lead elsewhere.',
                id="runtime.E003",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_sample(**kwargs: Any) -> list[CheckMessage]:
    if settings.SAMPLE_MODE:
        return [Error("DATAOPS_SAMPLE is on: anybody could sign in as anybody.", id="runtime.E004")]
    return []
