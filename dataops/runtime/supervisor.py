"""Runs everything in one terminal until Ctrl-C: servers, migrations, sample data, then the processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from types import FrameType

from dataops.runtime import children, ports, processes
from dataops.runtime.children import Child
from dataops.runtime.console import say
from dataops.runtime.folders import BASE, CannotRun
from dataops.runtime.servers import Servers

POLL = 0.2


@dataclass(frozen=True)
class Plan:
    """What to run: the address, which servers are ours, whether sample data goes in."""

    host: str
    port: int | None
    ours: Collection[str]
    sample: bool


class Supervisor:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.began = plan, time.monotonic()
        self.port = 0
        self.children: list[Child] = []
        self.stop_requests = 0
        self.servers = Servers(wanted=plan.ours, say=lambda text: say("dataops", text))

    def run(self) -> int:
        """Everything, until asked to stop; the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            with self.servers:
                code = self._run_with_servers()
        except KeyboardInterrupt:
            code = 130
        say("dataops", "stopped")
        return code

    def _run_with_servers(self) -> int:
        say("dataops", f"servers are up ({self._seconds})")
        # Not before: pages that a killed run went on serving are gone only now.
        self.port = ports.choose(self.plan.host, self.plan.port)
        os.environ.setdefault("SITE_URL", self.url.rstrip("/"))  # links in messages lead here
        self._command("migrate", "--verbosity", "0", "--no-input", "--skip-checks")
        if self.plan.sample:
            self._command("load_sample", "--if-empty", "--skip-checks")
        say("dataops", f"the database is ready ({self._seconds})")
        self.servers.lock.note(f"pid {os.getpid()}, {self.url}")
        try:
            self._start_children()
            return self._watch()
        finally:
            say("dataops", "stopping (Ctrl-C again to kill)")
            children.stop(self.children)

    def _start_children(self) -> None:
        """The pages first: somebody waits for them, and nobody waits for the others."""
        for name, command in processes.commands(self.plan.host, self.port, self.servers.data):
            if self.stop_requests:
                return
            self.children.append(Child(name, command, self.servers.data))
            if name == "web":
                self._announce(self.children[0])

    @property
    def url(self) -> str:
        host = f"[{self.plan.host}]" if ":" in self.plan.host else self.plan.host
        return f"http://{host}:{self.port}/"

    @property
    def _seconds(self) -> str:
        return f"{time.monotonic() - self.began:.1f} s"

    def _command(self, *arguments: str) -> None:
        """A command in a process of its own: migrate signs in as the owner, we never do."""
        command = [sys.executable, "manage.py", *arguments]
        if subprocess.run(command, cwd=BASE, env=children.environment(self.servers.data)).returncode:
            raise CannotRun(self.servers.ended() or f"manage.py {arguments[0]} failed, see above")

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop_requests += 1
        if not self.children:
            raise KeyboardInterrupt
        if self.stop_requests > 1:
            for child in self.children:
                child.kill_all()

    def _announce(self, web: Child) -> None:
        """Wait until the pages answer, and say where. Whatever else happens meanwhile is for `_watch`."""
        while not (self.stop_requests or web.ended or self.servers.ended()):
            status = processes.web_status(self.plan.host, self.port)
            if status is not None:
                state = "ready" if status < 500 else f"answering with error {status}"
                say("dataops", f"{state} after {self._seconds}:  {self.url}   (Ctrl-C stops everything)")
                return
            time.sleep(POLL / 2)

    def _watch(self) -> int:
        while not self.stop_requests:
            if reason := self.servers.ended():
                say("dataops", reason)
                return 1
            for child in self.children:
                if child.ended and not self._start_again(child):
                    return 1
            time.sleep(POLL)
        return 0

    def _start_again(self, child: Child) -> bool:
        """Whether we go on. What the dead process started goes first: it may hold the port."""
        code = child.process.returncode
        child.kill_all()
        if not child.may_start_again():
            say("dataops", f"{child.name} keeps failing (exit {code}): stopping")
            return False
        say("dataops", f"{child.name} ended (exit {code}): starting it again")
        time.sleep(1)
        if not self.stop_requests:
            child.start()
        return True
