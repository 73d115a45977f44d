"""The processes that make up a running DataOps, each in a session of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from dataops.runtime.console import say
from dataops.runtime.folders import BASE
from dataops.runtime.server import MARK

RESTARTS_A_MINUTE = 3
# TERM: tasks are finished. QUIT: Celery puts the rest back on the queue. KILL: whatever is left.
STOPPING = ((signal.SIGTERM, 6), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))


def environment(data: Path) -> dict[str, str]:
    """What every process of this run gets besides our own environment."""
    own = {**os.environ, MARK: str(data), "PYTHONUNBUFFERED": "1"}
    if sys.platform == "darwin":
        own["OBJC_DISABLE_INITIALIZE_FORK_SAFETY"] = "YES"  # the worker forks
    return own


class Child:
    """A process that is started again when it ends, up to a point."""

    def __init__(self, name: str, command: Sequence[str], data: Path) -> None:
        self.name, self.command, self.environment = name, command, environment(data)
        self.starts: list[float] = []
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            cwd=BASE,
            start_new_session=True,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._pass_on, args=(self.process,), daemon=True).start()

    def _pass_on(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            say(self.name, line.rstrip())

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, number)

    def kill_all(self) -> None:
        """The process and what it started: a killed parent leaves its own children behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def may_start_again(self) -> bool:
        now = time.monotonic()
        self.starts = [moment for moment in self.starts if now - moment < 60] + [now]
        return len(self.starts) <= RESTARTS_A_MINUTE


def stop(children: Sequence[Child]) -> None:
    """Ask politely, then firmly; a second Ctrl-C kills them while we wait here."""
    for number, patience in STOPPING:
        left = [child for child in children if not child.ended]
        deadline = time.monotonic() + patience
        for child in left:
            child.send(number)
        for child in left:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.05, deadline - time.monotonic()))
    for child in children:
        child.kill_all()
