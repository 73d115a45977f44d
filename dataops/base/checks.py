"""Weak settings that must not reach production: errors of `manage.py check --deploy`."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection, connections
from django.db.utils import OperationalError

from dataops.base.database import PORTAL_ALIAS, STAFF_ROLE, Scope, acting

SHORTEST = 40
WELL_KNOWN = ("change", "secret", "example", "django-insecure", "dataops", "password")


@register(Tags.security, deploy=True)
def strong_secrets(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Keys that are missing, short or copied from a manual."""
    return [
        Error(
            f"{name} is missing, shorter than {SHORTEST} characters, or a well-known one.",
            id=f"dataops.E00{number}",
        )
        for number, name in enumerate(("SECRET_KEY", "TOKEN_PEPPER"), 1)
        if _is_weak(getattr(settings, name, ""))
    ]


def _is_weak(secret: str) -> bool:
    return len(secret) < SHORTEST or len(set(secret)) < 10 or secret.lower().startswith(WELL_KNOWN)


@register(Tags.security, deploy=True)
def closed_doors(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Doors that are fine on a laptop and nowhere else."""
    found: list[CheckMessage] = []
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("ALLOWED_HOSTS names every host. Name yours.", id="dataops.E003"))
    if settings.SAMPLE_MODE:
        found.append(
            Error("Sample mode offers sign-in without a password. Unset DATAOPS_SAMPLE.", id="dataops.E004")
        )
    if not settings.IS_SECURE:
        found.append(Error("Cookies would travel unencrypted. Set DATAOPS_HTTPS=1.", id="dataops.E005"))
    if not settings.REQUIRE_MFA:
        found.append(
            Error("Passwords alone would open it. Unset REQUIRE_MFA, or set it to 1.", id="dataops.E008")
        )
    return found


@register(Tags.security, Tags.database, deploy=True)
def restricted_login(app_configs: object, databases: object = None, **kwargs: object) -> list[CheckMessage]:
    """The login that serves requests must not be able to step over the walls."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = session_user")
            is_above_walls = cursor.fetchone()[0]
    except OperationalError as fault:
        return [Error(f"The database does not answer: {fault}", id="dataops.E006")]
    if is_above_walls:
        return [
            Error(
                "DATABASE_URL signs in above row-level security. Use the login dataops_web.",
                id="dataops.E007",
            )
        ]
    return []


@register(Tags.security, Tags.database, deploy=True)
def vendors_login(app_configs: object, databases: object = None, **kwargs: object) -> list[CheckMessage]:
    """Requests of vendors sign in as a login that cannot become staff."""
    if PORTAL_ALIAS not in connections.settings:
        return [
            Error(
                "Requests of vendors would use the login of our staff. Set DATABASE_PORTAL_PASSWORD.",
                id="dataops.E009",
            )
        ]
    try:
        with (
            acting(Scope(vendor_id=0)),
            connection.cursor() as cursor,
        ):  # as a request of a vendor there is none of
            cursor.execute("select pg_has_role(session_user, %s, 'member')", [STAFF_ROLE])
            may_climb = cursor.fetchone()[0]
    except OperationalError as fault:
        return [Error(f"Vendors' login does not get in: {fault}", id="dataops.E010")]
    if may_climb:
        return [Error(f"Vendors' login may become {STAFF_ROLE}.", id="dataops.E011")]
    return []
