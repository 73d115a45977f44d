"""Our own Postgres and Valkey for as long as a `with` lasts."""

import shutil
from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from dataops.runtime import folders, leftovers
from dataops.runtime.postgres import Postgres
from dataops.runtime.server import Server
from dataops.runtime.valkey import Valkey

BOTH = frozenset({"DATABASE_URL", "REDIS_URL"})


def quiet(text: str) -> None:
    """Say nothing."""


class Servers:
    """The servers that `wanted` names by their variables, in one data folder, under its lock."""

    def __init__(
        self,
        data: Path | None = None,
        *,
        wanted: Collection[str] = BOTH,
        fast: bool = False,
        say: Callable[[str], None] = quiet,
    ) -> None:
        self.data, self.say = data or folders.home(), say
        self.sockets = folders.sockets(self.data)
        self.lock = folders.Lock(self.data)
        self.valkey = Valkey(self.data, self.sockets, fast=fast) if "REDIS_URL" in wanted else None
        self.postgres = Postgres(self.data, self.sockets, fast=fast) if "DATABASE_URL" in wanted else None

    def start(self) -> Self:
        folders.make_private(self.data)
        self.lock.acquire()
        with ExitStack() as undo:
            undo.callback(self.stop)
            self._start_all()
            undo.pop_all()
        return self

    def _start_all(self) -> None:
        folders.make_private(self.sockets)
        leftovers.sweep(self.data, self.sockets, self.say)
        for server in self._all():
            server.start()
        for server in self._all():
            server.wait_until_it_answers()
        if self.postgres:
            self.postgres.ensure_database()

    def _all(self) -> list[Server]:
        return [server for server in (self.valkey, self.postgres) if server is not None]

    def ended(self) -> str:
        """Why a server is gone, or nothing while all of them work."""
        return next(filter(None, (server.ended() for server in self._all())), "")

    def answer(self) -> bool:
        """Whether another run in this folder has the servers up already."""
        return all(server.answers() for server in self._all())

    def stop(self) -> None:
        """Stopping twice changes nothing, and without the lock nothing is ours to stop."""
        if not self.lock.held:
            return
        for server in self._all():
            server.ask_to_stop()
        for server in self._all():
            server.wait_until_stopped()
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.lock.release()

    __enter__ = start

    def __exit__(self, *exc: object) -> None:
        self.stop()
