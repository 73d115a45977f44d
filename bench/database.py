"""A real database for bench modules that need one: importing this starts the servers and sets Django up.

Import it before anything with models. The database is a fresh copy of the migrated template.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("API_RATE", "10000000/min")

import django

from dataops.runtime import pytest_plugin, template_database

if pytest_plugin.SERVERS is not None and pytest_plugin.SERVERS.postgres is not None:
    atexit.register(pytest_plugin.SERVERS.stop)
    template_database.ensure(pytest_plugin.SERVERS.postgres, os.environ["DATAOPS_TEST_TEMPLATE"])
django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402 -- settings come first


@contextmanager
def fresh_database() -> Iterator[None]:
    """An empty database with every table and wall, gone afterwards."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)
