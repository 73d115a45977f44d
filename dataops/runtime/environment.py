"""What the environment says, in the words the settings need."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import psycopg2
import psycopg2.extensions

from dataops.runtime import folders, keys

# These change the schema or empty tables: they sign in as the owner of the database, everything else as the web login.
OWNER_COMMANDS = frozenset(
    {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "squashmigrations", "flush", "sqlflush"}
    | {"dbshell", "inspectdb", "loaddata", "dumpdata", "createcachetable"}
)


def read(name: str, default: str = "") -> str:
    """The variable, or what stands in the file that NAME_FILE points to (Docker secrets), or the default."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return default


def own_urls(data: Path) -> dict[str, str]:
    """The addresses of the servers that this copy runs for itself."""
    run = folders.sockets(data)
    host = quote(str(run), safe="")
    return {
        "DATABASE_URL": f"postgresql://dataops_web@/dataops?host={host}",
        "DATABASE_OWNER_URL": f"postgresql://dataops@/dataops?host={host}",
        "REDIS_URL": f"unix://{run}/redis.sock?db=0",
    }


def configure_env() -> frozenset[str]:
    """Point at our own servers wherever the environment names none; the names of the variables that are ours.

    Children inherit what is set here, so "ours" is decided by the address and not by its absence.
    """
    own = own_urls(folders.home())
    if not read("DATABASE_URL") and read("DATABASE_OWNER_URL") not in ("", own["DATABASE_OWNER_URL"]):
        raise folders.CannotRun("DATABASE_OWNER_URL is set and DATABASE_URL is not: set both, or neither")
    ours = {name for name in ("DATABASE_URL", "REDIS_URL") if _is_ours(name, own)}
    os.environ.update({name: own[name] for name in ours if not os.environ.get(name)})
    if "DATABASE_URL" in ours:
        os.environ.setdefault("DATABASE_OWNER_URL", own["DATABASE_OWNER_URL"])
        keys.ensure()
    return frozenset(ours)


def _is_ours(name: str, own: dict[str, str]) -> bool:
    value = read(name)
    if name == "DATABASE_URL":
        return value in ("", own["DATABASE_URL"], own["DATABASE_OWNER_URL"])
    return not value or value.partition("?")[0] == own[name].partition("?")[0]


def become_owner() -> None:
    """Sign in as the owner from here on; the web login's address stays known as DATABASE_WEB_URL."""
    owner = read("DATABASE_OWNER_URL")
    if owner:
        os.environ.setdefault("DATABASE_WEB_URL", read("DATABASE_URL"))
        os.environ["DATABASE_URL"] = owner
        os.environ.setdefault("STATEMENT_TIMEOUT", "0")  # a migration takes as long as it takes


def database(url: str) -> dict[str, Any]:
    """An entry of DATABASES. libpq reads the address itself: sockets, sslmode, percent signs, all of it."""
    try:
        dsn = psycopg2.extensions.parse_dsn(url)
    except psycopg2.ProgrammingError:
        raise folders.CannotRun("DATABASE_URL is not the address of a PostgreSQL database") from None
    user = dsn.pop("user", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": dsn.pop("dbname", user),
        "USER": user,
        "PASSWORD": dsn.pop("password", ""),
        "HOST": dsn.pop("host", ""),
        "PORT": dsn.pop("port", ""),
        "OPTIONS": dsn,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": os.environ.get("DATAOPS_TEST_TEMPLATE") or None},
    }


def redis_url(db: int, celery: bool = False) -> str:
    """REDIS_URL moved on by `db` databases. Celery spells a socket's address in its own way."""
    parts = urlsplit(read("REDIS_URL"))
    if parts.scheme == "unix":
        number = int(parse_qs(parts.query).get("db", ["0"])[0]) + db
        return (
            f"redis+socket://{parts.path}?virtual_host={number}"
            if celery
            else f"unix://{parts.path}?db={number}"
        )
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + db}").geturl()
