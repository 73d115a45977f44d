"""A whole DataOps in a folder of its own: its servers, pages, worker, clock and relay, as `make run` starts them."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import django
import psutil

from dataops.runtime.folders import BASE
from dataops.runtime.server import MARK

START_WITHIN = 120
LAST_WORDS = 40
ADDRESS = re.compile(r"http://[^/]+")
WORKER = "celery -A dataops --quiet worker"


def be_part_of(data: Path) -> None:
    """This process asks the same database as those that are killed."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "DATAOPS_HOME": str(data),
        "DATAOPS_LOCAL": "1",
        "DJANGO_SETTINGS_MODULE": "dataops.settings",
    }
    django.setup()


class House:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.run: subprocess.Popen[str] | None = None
        self.said: Queue[str] = Queue()
        self.url = ""

    def start(self, **surroundings: str) -> None:
        """With other surroundings, such as a REDIS_URL that is not the house's own."""
        self.said = Queue()
        self.run = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-sample"],
            cwd=BASE,
            env={
                **os.environ,
                "DATAOPS_HOME": str(self.data),
                "DJANGO_SETTINGS_MODULE": "dataops.settings",
                **surroundings,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=_listen, args=(self.run, self.said), daemon=True).start()
        self.url = ADDRESS.search(self._wait_for("ready after"))[0]  # type: ignore[index]

    def _wait_for(self, words: str) -> str:
        heard = []
        with contextlib.suppress(Empty):
            while line := self.said.get(timeout=START_WITHIN):
                heard.append(line)
                if words in line:
                    return line
        raise RuntimeError(f"{words!r} was never said:\n{''.join(heard)}")

    def last_words(self) -> str:
        """What it said since it was last listened to."""
        heard = []
        with contextlib.suppress(Empty):
            while line := self.said.get_nowait():
                heard.append(line)
        return "".join(heard[-LAST_WORDS:])

    def processes(self) -> list[psutil.Process]:
        """All that carry the mark of this run, servers and their children too."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get(MARK) == str(self.data):
                    found.append(process)
        return found

    def kill_worker(self) -> int:
        """The worker and its children, without a word of warning; how many processes died."""
        return _kill([process for process in self.processes() if WORKER in _command(process)])

    def kill_pool(self) -> int:
        """The worker's children alone, in the middle of what they do; the worker gets itself new ones."""
        mine = [process for process in self.processes() if WORKER in _command(process)]
        ours = {process.pid for process in mine}
        return _kill([process for process in mine if process.ppid() in ours])

    def memory(self) -> int:
        """Bytes of all processes of the run but the servers, which take what they are given."""
        kept = [process for process in self.processes() if "python" in _command(process)]
        return sum(process.memory_info().rss for process in kept)

    def kill_everything(self) -> int:
        """The supervisor first, then every process of the run, Postgres among them."""
        assert self.run is not None
        self.run.kill()
        self.run.wait()
        return 1 + _kill(self.processes())

    @property
    def stands(self) -> bool:
        return self.run is not None and self.run.poll() is None

    def stop(self) -> None:
        if self.run is None or not self.stands:
            return
        self.run.send_signal(signal.SIGINT)
        self.run.wait()


def _listen(run: "subprocess.Popen[str]", said: "Queue[str]") -> None:
    """To the queue of this run: its last word may come when the next house is listened to already."""
    assert run.stdout is not None
    for line in run.stdout:
        said.put(line)
    said.put("")


def _command(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def _kill(processes: list[psutil.Process]) -> int:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=10)
    return len(processes)
