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


def named(data, word):
    return [process for process in of_this_run(data) if word in " ".join(process.cmdline())]


def test_a_second_run_is_refused_and_a_dead_worker_replaced(data):
    with Run(data) as run:
        url = re.search(r"http\S+", run.read_until("ready after"))[0]

        with Run(data) as second:
            assert second.end() == 1
        assert f"already running here (pid {run.process.pid}, {url})" in second.text()

        named(data, "celery -A dataops --quiet worker")[0].kill()
        run.read_until("worker ended (exit -9): starting it again")

        run.process.send_signal(signal.SIGINT)
        assert run.end() == 0

    assert run.text().endswith("dataops | stopped\n")
    assert of_this_run(data) == []


def test_what_a_killed_run_left_is_stopped_by_the_next(data):
    with Run(data) as killed:
        killed.read_until("ready after")
        killed.process.kill()
        killed.process.wait()

    with Run(data) as run:
        run.read_until("left over from a run that was killed")
        run.read_until("ready after")

        named(data, "bin/postgres -D")[0].kill()

        assert run.end() == 1
    assert "postgres ended (exit -9)" in run.text()
    assert of_this_run(data) == []


def test_sample_mode_stays_on_this_machine(data):
    with Run(data, "--sample", "--host", "0.0.0.0") as run:
        assert run.end() == 1
        assert "only this machine reaches" in run.text()
