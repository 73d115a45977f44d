import os
import re
import signal
import subprocess
import sys
import threading

import pytest

from dataops.runtime.folders import BASE
from dataops.runtime.servers import Servers
from tests.runtime.test_servers import of_this_run

PATIENCE = 120
OF_THE_TEST_RUN = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_WEB_URL",
    "REDIS_URL",
    "DATAOPS_TEST_TEMPLATE",
)


class Run:
    """`manage.py up` in a data folder of its own."""

    def __init__(self, data, *arguments):
        environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TEST_RUN}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-sample", *arguments],
            cwd=BASE,
            env={**environment, "DATAOPS_HOME": str(data), "DJANGO_SETTINGS_MODULE": "dataops.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.timer = threading.Timer(PATIENCE, self.process.terminate)
        self.timer.start()
        self.said = []

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.timer.cancel()
        self.process.terminate()
        self.end()
        self.process.stdout.close()

    def read_until(self, words):
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
        return pytest.fail(f"{words!r} was not said:\n{self.text()}")

    def end(self):
        self.said += self.process.stdout.readlines()
        return self.process.wait()

    def text(self):
        return "".join(self.said)


@pytest.fixture
def data(tmp_path):
    yield tmp_path
    with Servers(tmp_path, wanted=()):
        """Stops what a failed test left behind."""


def find(data, word):
    """The parent of those whose command line has the word; it may be a moment in coming."""
    while not (found := [process for process in of_this_run(data) if word in " ".join(process.cmdline())]):
        pass
    return min(found, key=lambda process: process.create_time())


def test_a_run_through_what_happens_to_it(data):
    """One story, because a start costs seconds: refused twice, a dead worker, a killed run, Ctrl-C."""
    with Run(data) as killed:
        url = re.search(r"http\S+", killed.read_until("ready after"))[0]
        with Run(data) as second:
            assert second.end() == 1
        assert f"already running here (pid {killed.process.pid}, {url})" in second.text()

        find(data, "celery -A dataops --quiet worker").kill()
        killed.read_until("worker ended (exit -9): starting it again")
        killed.process.kill()
        killed.process.wait()

    with Run(data) as run:
        run.read_until("left over from a run that was killed")
        assert url in run.read_until("ready after")
        run.process.send_signal(signal.SIGINT)
        assert run.end() == 0
    assert run.text().endswith("dataops | stopped\n")
    assert of_this_run(data) == []


def test_a_dead_database_stops_the_run(data):
    with Run(data) as run:
        run.read_until("servers are up")
        find(data, "bin/postgres -D").kill()

        assert run.end() == 1
    assert "postgres ended (exit -9)" in run.text()
    assert of_this_run(data) == []


def test_sample_mode_stays_on_this_machine(data):
    with Run(data, "--sample", "--host", "0.0.0.0") as run:
        assert run.end() == 1
        assert "only this machine reaches" in run.text()
