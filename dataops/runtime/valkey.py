"""The embedded Valkey, which speaks as Redis does: queue and cache, on a socket only this user can open."""

import socket

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
        """Asked by hand: the client library tries for seconds before it admits that nobody is there."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            try:
                probe.connect(str(self.sockets / "redis.sock"))
                probe.sendall(b"PING\r\n")
                return probe.recv(5) == b"+PONG"
            except OSError:
                return False
