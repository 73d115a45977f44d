"""The embedded Postgres: a cluster in the data folder, reached through a socket only this user can open."""

import contextlib
import os
import shutil
import signal

import psycopg2

from dataops.runtime import binaries
from dataops.runtime.folders import CannotRun
from dataops.runtime.server import Server

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "io_method": "sync",
    "max_wal_size": "256MB",
    "max_parallel_workers_per_gather": "0",  # its shared memory does not fit in the 64 MB of a container
}
# For tests alone: nothing there has to outlive a power cut.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Postgres(Server):
    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": closes the sessions and leaves the cluster clean
    last_signal = signal.SIGQUIT

    def start(self) -> None:
        programs = binaries.postgres()
        version = binaries.major_version(programs)
        cluster = self.data / "pg"
        if not (cluster / "PG_VERSION").exists():
            self._create_cluster(version)
        have = (cluster / "PG_VERSION").read_text().strip()
        if have != str(version):
            raise CannotRun(
                f"{cluster} was made by Postgres {have}, this is {version}: restore a dump, or move it away"
            )
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets), **(FAST if self.fast else {})}
        if version < 18:
            del settings["io_method"]
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._give(self.sockets)
        command = [*binaries.as_another(), str(programs / "postgres"), "-D", str(cluster), *options]
        self.process = self.spawn(command, cwd=cluster, log=self.name)

    def _create_cluster(self, version: int) -> None:
        """Made beside its place and then renamed: an interrupted first start leaves no half of a cluster."""
        fresh = self.data / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._give(fresh)
        # The builtin locale sorts alike on every system; docker-compose.yml asks for the same.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"][
            : 3 if version >= 17 else 1
        ]
        command = [
            *binaries.as_another(),
            str(binaries.postgres() / "initdb"),
            "-D",
            str(fresh),
            "-U",
            "dataops",
        ]
        command += ["--auth=trust", "-E", "UTF8", "--no-instructions", "--no-sync", *locale]
        if self.spawn(command, cwd=self.data, log="initdb").wait(120):
            raise CannotRun("the database could not be created:\n" + self.log_tail("initdb"))
        fresh.rename(self.data / "pg")

    def _give(self, path: os.PathLike[str]) -> None:
        if (owner := binaries.owner_of_files()) is not None:
            os.chown(path, owner, -1)

    def answers(self) -> bool:
        try:
            with contextlib.closing(self.connect("postgres")):
                return True
        except psycopg2.OperationalError:
            return False

    def connect(self, name: str) -> psycopg2.extensions.connection:
        connection = psycopg2.connect(host=str(self.sockets), user="dataops", dbname=name, connect_timeout=5)
        connection.autocommit = True
        return connection

    def ensure_database(self) -> None:
        with contextlib.closing(self.connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = 'dataops'")
            if not cursor.fetchone():
                cursor.execute("create database dataops")
