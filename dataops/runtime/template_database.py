"""A migrated database that every test run copies, built again only when what it is made from changed."""

import contextlib
import hashlib
import os
import subprocess
import sys

from psycopg2 import sql

from dataops.runtime.folders import BASE
from dataops.runtime.postgres import Postgres
from dataops.runtime.server import MARK

# The migrations, the declarations of the walls they put up, and the versions of the packages that bring their own.
MADE_FROM = (
    "*/migrations/*.py",
    "dataops/*/migrations/*.py",
    "dataops/base/*.py",
    "*/models/*.py",
    "dataops/*/models.py",
    "dataops/*/models/*.py",
    "requirements/test.txt",
)


def name() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in MADE_FROM for path in BASE.glob(pattern)):
        digest.update(str(path.relative_to(BASE)).encode() + b"\0" + path.read_bytes())
    return f"tpl_{digest.hexdigest()[:12]}"


def ensure(postgres: Postgres, wanted: str) -> None:
    """Build it under another name first: an interrupted run leaves no half of a template."""
    with contextlib.closing(postgres.connect("dataops")) as connection, connection.cursor() as cursor:
        cursor.execute(
            r"select datname from pg_database where datname like 'tpl\_%' or datname like 'test\_%'"
        )
        have = {row[0] for row in cursor.fetchall()}
        if wanted in have:
            return
        for old in sorted(have):
            cursor.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(old)))
        part = f"{wanted}_part"
        cursor.execute(sql.SQL("create database {}").format(sql.Identifier(part)))
        _migrate(part, postgres)
        names = (sql.Identifier(part), sql.Identifier(wanted))
        cursor.execute(sql.SQL("alter database {} rename to {}").format(*names))


def _migrate(database: str, postgres: Postgres) -> None:
    host = f"?host={postgres.sockets}"
    environment = {
        **os.environ,
        MARK: str(postgres.data),
        "DATABASE_URL": f"postgresql://dataops_web@/{database}{host}",
        "DATABASE_OWNER_URL": f"postgresql://dataops@/{database}{host}",
        "DATAOPS_TEST_TEMPLATE": "",
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"],
        check=True,
        cwd=BASE,
        env=environment,
    )
