"""The embedded Valkey, which speaks as Redis does: queue and cache, on a socket only this user can open."""

import redis

from dataops.runtime import binaries
from dataops.runtime.server import Server


class Valkey(Server):
    name = "valkey"

    def start(self) -> None:
        folder = self.data / "valkey"
        folder.mkdir(exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.sockets / "redis.sock"),
            "unixsocketperm": "700",
            "dir": str(folder),
            "save": "" if self.fast else "60 1",
            "appendonly": "no",
            "daemonize": "no",
            "databases": "64",  # room for every worker of a parallel test run
            "maxmemory-policy": "noeviction",  # a queue must not forget
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.process = self.spawn([binaries.redis(), *flags], cwd=folder, log=self.name)

    def answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.sockets / "redis.sock"), socket_timeout=5) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False
