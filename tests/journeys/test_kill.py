"""Real processes die in the middle of real work; `make chaos` does more of the same, to the servers too."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.db import connection
from psycopg2.extensions import make_dsn

from dataops.runtime.folders import BASE
from labeling.operations.imports import run_import
from tests.chaos.agreement_run import AgreementRun
from tests.chaos.label_import import LabelImport
from tests.journeys.carrying import be_ready, carry_out, hand_over

WORKER = (
    "-m",
    "celery",
    "-A",
    "dataops",
    "--quiet",
    "worker",
    "-P",
    "solo",
    "-l",
    "error",
    "--without-mingle",
)
IMPORT = "import django; django.setup(); from labeling.operations.imports import run_import; run_import({})"
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def doomed(*command):
    """A process on the database of this test, which is killed without a warning."""
    here = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    address = make_dsn(**{name: here[key] for name, key in names.items() if here[key]})
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen([sys.executable, *command], cwd=BASE, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(is_so, process):
    """Ask again and again, as long as the process that should bring it about is there."""
    while not is_so():
        assert process.poll() is None, "the process ended before it could be killed"


def test_a_killed_worker_leaves_every_batch_measured_once(clock):
    be_ready()
    story = AgreementRun(batches=20, items_each=40, judges=5)
    story.begin()
    hand_over()
    with doomed(*WORKER) as worker:
        wait_until(lambda: story.progress() >= 0.1, worker)
    assert 0 < story.progress() < 1

    clock.go_on(seconds=31)
    carry_out()

    assert story.is_over()
    assert story.losses().is_none


def test_a_killed_import_goes_on_where_it_was():
    story = LabelImport(batches=3, items_each=1000, judges=10)
    run = story.begin(is_queued=False)
    with doomed("-c", IMPORT.format(run.pk)) as importer:
        wait_until(lambda: story.progress() >= 1 / 3, importer)
    assert 0 < story.progress() < 1

    assert run_import(run.pk)

    assert story.is_over()
    assert story.losses().is_none
    again = story.begin(is_queued=False)
    assert run_import(again.pk)
    again.refresh_from_db()
    assert (again.rows_added, again.rows_known) == (0, story.world.labels)
