#!/usr/bin/env python
"""Django's command line, with the servers it needs."""

import contextlib
import os
import sys

from django.core.management import execute_from_command_line

from dataops.runtime import environment, keys
from dataops.runtime.folders import CannotRun
from dataops.runtime.server import MARK
from dataops.runtime.servers import Servers

# These ask neither the database nor the queue, or start the servers themselves.
WITHOUT_SERVERS = frozenset(
    {
        "up",
        "help",
        "version",
        "check",
        "collectstatic",
        "findstatic",
        "spectacular",
        "diffsettings",
        "agreement",
        "sampling_plan",
    }
)


def servers_for(command: str, ours: frozenset[str]) -> contextlib.AbstractContextManager[object]:
    """Our own servers for the length of one command, unless somebody runs them already."""
    if not ours or command in WITHOUT_SERVERS or command.startswith("-") or MARK in os.environ:
        return contextlib.nullcontext()
    servers = Servers(wanted=ours)
    return contextlib.nullcontext() if servers.answer() else servers


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dataops.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        ours = environment.configure_env()
        if command == "up":
            keys.ensure()
        if command in environment.OWNER_COMMANDS:
            environment.become_owner()
        with servers_for(command, ours):
            execute_from_command_line(sys.argv)
    except CannotRun as reason:
        sys.exit(f"dataops: {reason}")


if __name__ == "__main__":
    main()
