"""A server of ours: a child process with its folder, its log and its own way of being stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from dataops.runtime.folders import CannotRun

# Every process of a run carries this, so that the next run knows what the last one left over.
MARK = "DATAOPS_RUN"
START_WITHIN = 60


class Server:
    """Postgres and Valkey are the two kinds."""

    name = ""
    stop_signal = signal.SIGTERM
    last_signal = signal.SIGKILL

    def __init__(self, data: Path, sockets: Path, *, fast: bool = False) -> None:
        self.data, self.sockets, self.fast = data, sockets, fast
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether a client gets through."""
        raise NotImplementedError

    def spawn(self, command: Sequence[str | Path], *, cwd: Path, log: str) -> subprocess.Popen[bytes]:
        folder = self.data / "log"
        folder.mkdir(exist_ok=True)
        # LC_ALL: on macOS, Postgres ends itself when it finds any other locale here.
        environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC", MARK: str(self.data)}
        environment.pop("PGDATA", None)
        with (folder / f"{log}.log").open("ab") as out:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=cwd,
                env=environment,
                start_new_session=True,
            )

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        while not self.answers():
            if reason := self.ended():
                raise CannotRun(reason)
            if time.monotonic() > deadline:
                raise CannotRun(
                    f"{self.name} is not ready after {START_WITHIN} s:\n{self.log_tail(self.name)}"
                )
            time.sleep(0.02)

    def ended(self) -> str:
        """Why the server is gone, or nothing while it works."""
        if self.process is None or self.process.poll() is None:
            return ""
        return f"{self.name} ended (exit {self.process.returncode}):\n{self.log_tail(self.name)}"

    def log_tail(self, log: str) -> str:
        path = self.data / "log" / f"{log}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-15:]) if path.exists() else ""

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait_until_stopped(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.send_signal(self.last_signal)
            self.process.wait(10)
        self.process = None
