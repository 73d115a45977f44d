"""Real servers for the tests. Loaded with `-p`: pytest-django reads the settings before any conftest runs."""

import atexit
import os
import re

import pytest

from dataops.runtime import environment, folders, keys, template_database
from dataops.runtime.folders import AlreadyRunning, CannotRun
from dataops.runtime.servers import BOTH, Servers

RUNS_AT_ONCE = 8
REDIS_DATABASES_EACH = 4


def _start_servers() -> Servers | None:
    """Those of the two that the environment does not name, in the first folder that no other run holds."""
    wanted = {name for name in BOTH if not environment.read(name)}
    if not wanted:
        return None
    for number in range(1, RUNS_AT_ONCE + 1):
        servers = Servers(folders.home() / f"test{number}", wanted=wanted, fast=True)
        try:
            servers.start()
        except AlreadyRunning:
            continue
        atexit.register(servers.stop)
        return servers
    raise CannotRun(f"{RUNS_AT_ONCE} test runs at once are going on in {folders.home()}")


def _prepare() -> Servers | None:
    """In the process that starts the run; its parallel workers inherit the environment."""
    os.environ["DATAOPS_LOCAL"] = "1"
    servers = _start_servers()
    if servers is not None:
        os.environ["DATAOPS_HOME"] = str(servers.data)
    environment.configure_env()
    keys.ensure()
    environment.become_owner()
    if servers is not None and servers.postgres is not None:
        os.environ["DATAOPS_TEST_TEMPLATE"] = template_database.name()
    return servers


def _take_own_redis() -> None:
    """Parallel workers do not meet in Redis either."""
    number = int(re.sub(r"\D", "", os.environ["PYTEST_XDIST_WORKER"]) or 0)
    os.environ["REDIS_URL"] = environment.redis_url(REDIS_DATABASES_EACH * (number + 1))


SERVERS = None
if "PYTEST_XDIST_WORKER" in os.environ:
    _take_own_redis()
else:
    SERVERS = _prepare()


def pytest_configure(config: pytest.Config) -> None:
    if SERVERS is None:
        return
    config.add_cleanup(SERVERS.stop)
    if SERVERS.postgres is not None:
        template_database.ensure(SERVERS.postgres, os.environ["DATAOPS_TEST_TEMPLATE"])
