"""`make run`: everything in one terminal until Ctrl-C."""

import os
import sys
from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dataops.runtime import environment, ports
from dataops.runtime.folders import CannotRun
from dataops.runtime.supervisor import Plan, Supervisor


class Command(BaseCommand):
    help = "Runs the servers, the pages, the worker, the clock and the relay until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, help="without it, the first free port from 8000 on")
        parser.add_argument(
            "--sample",
            action=BooleanOptionalAction,
            help="sample programs and people to sign in as; the default where the database is our own",
        )

    def handle(self, *, host: str, port: int | None, sample: bool | None, **options: Any) -> None:
        try:
            code = Supervisor(self._plan(host, port, sample)).run()
        except CannotRun as reason:
            raise CommandError(str(reason)) from None
        if code:
            sys.exit(code)

    def _plan(self, host: str, port: int | None, sample: bool | None) -> Plan:
        ours = environment.configure_env()
        here = ports.is_loopback(host)
        if sample and not here:
            raise CannotRun(
                "sample mode lets anybody sign in as anybody: it needs a --host that only this machine reaches"
            )
        if sample is None:
            sample = here and "DATABASE_URL" in ours
        os.environ["DATAOPS_LOCAL"] = "1" if here else "0"
        os.environ["DATAOPS_SAMPLE"] = "1" if sample else "0"
        return Plan(host, port, ours, sample)
