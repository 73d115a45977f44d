import contextlib
import os
import signal
import stat

import psutil
import pytest
import redis

from dataops.runtime import binaries, folders
from dataops.runtime.folders import AlreadyRunning, CannotRun
from dataops.runtime.server import MARK
from dataops.runtime.servers import Servers


def of_this_run(data):
    """The processes that carry the mark of a run in this folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == str(data):
                found.append(process)
    return found


def ask(servers, statement):
    with contextlib.closing(servers.postgres.connect("dataops")) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_both_servers_answer_and_leave_nothing_behind(tmp_path):
    with Servers(tmp_path, fast=True) as servers:
        assert ask(servers, "select current_database()") == [("dataops",)]
        with redis.Redis(unix_socket_path=str(servers.sockets / "redis.sock")) as client:
            assert client.ping()
        assert stat.S_IMODE(servers.sockets.stat().st_mode) == 0o700
        assert of_this_run(tmp_path)

    assert of_this_run(tmp_path) == []
    assert not servers.sockets.exists()


def test_a_second_run_in_the_folder_is_refused_by_the_name_of_the_first(tmp_path):
    with Servers(tmp_path, wanted={"REDIS_URL"}) as servers:
        servers.lock.note("pid 1, http://127.0.0.1:8000/")

        with pytest.raises(AlreadyRunning, match=r"already running here \(pid 1, http://127.0.0.1:8000/\)"):
            Servers(tmp_path, wanted={"REDIS_URL"}).start()

        assert servers.answer()


def test_what_was_committed_outlives_the_death_of_every_process(tmp_path):
    said = []
    killed = Servers(tmp_path)
    killed.start()
    ask(killed, "create table kept as select 1 as number")
    killed.postgres.process.send_signal(signal.SIGKILL)
    killed.postgres.process.wait()
    killed.lock.release()

    with Servers(tmp_path, say=said.append) as servers:
        assert ask(servers, "select number from kept") == [(1,)]

    killed.valkey.process.wait()
    assert any("valkey-server" in line for line in said)
    assert of_this_run(tmp_path) == []


def test_a_dead_server_is_told_with_the_end_of_its_log(tmp_path):
    with Servers(tmp_path, wanted={"REDIS_URL"}) as servers:
        servers.valkey.process.kill()
        servers.valkey.process.wait()

        assert servers.ended().startswith("valkey ended (exit -9):")


def test_data_of_another_version_is_refused(tmp_path):
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "PG_VERSION").write_text("9\n")

    with pytest.raises(CannotRun, match="was made by Postgres 9"):
        Servers(tmp_path, wanted={"DATABASE_URL"}).start()

    Servers(tmp_path, wanted={"REDIS_URL"}).start().stop()


def test_a_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CannotRun, match="belongs to someone else"):
        folders.make_private(tmp_path / "data")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become another user for Postgres")
def test_root_without_user_namespaces_becomes_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("DATAOPS_NO_USERNS", "1")
    for parent in list(tmp_path.parents)[:3]:
        parent.chmod(parent.stat().st_mode | 0o011)
    binaries.as_another.cache_clear()
    try:
        with Servers(tmp_path, wanted={"DATABASE_URL"}, fast=True) as servers:
            assert ask(servers, "select 1") == [(1,)]
            assert psutil.Process(servers.postgres.process.pid).uids().real == binaries.owner_of_files() != 0
    finally:
        binaries.as_another.cache_clear()
