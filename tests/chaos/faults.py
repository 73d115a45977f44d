"""What is done to the servers while people work, and how each comes back."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.db import InterfaceError, OperationalError, connection
from redis import Redis

from dataops.runtime.servers import Servers

PAUSE = 10


def crash_postgres() -> None:
    """A backend dies hard, and Postgres ends all others at once and recovers from its log: an immediate restart."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    psutil.Process(pid).kill()
    connection.close()


def postgres_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (OperationalError, InterfaceError):
        connection.close()
        return False
    return True


@contextmanager
def redis_apart(data: Path) -> Iterator[RedisApart]:
    """A Redis that is not the house's own, so that its death does not end the house."""
    servers = Servers(data, wanted={"REDIS_URL"})
    with servers:
        yield RedisApart(servers)


class RedisApart:
    def __init__(self, servers: Servers) -> None:
        assert servers.valkey is not None
        self.server = servers.valkey
        self.url = f"unix://{servers.sockets}/redis.sock?db=0"

    def forget_everything(self) -> None:
        Redis.from_url(self.url).flushall()

    def pause(self) -> None:
        """It takes connections and answers nobody."""
        self._send(signal.SIGSTOP)
        time.sleep(PAUSE)
        self._send(signal.SIGCONT)

    def die(self, meanwhile: Callable[[], None]) -> None:
        self._send(signal.SIGKILL)
        self.server.wait_until_stopped()
        meanwhile()
        self.server.start()
        self.server.wait_until_it_answers()

    def _send(self, number: signal.Signals) -> None:
        assert self.server.process is not None
        self.server.process.send_signal(number)
