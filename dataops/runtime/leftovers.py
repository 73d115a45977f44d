"""Stops what a killed run left behind. Only the holder of the lock may ask for this."""

import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path

import psutil

from dataops.runtime.server import MARK


def sweep(data: Path, sockets: Path, say: Callable[[str], None]) -> None:
    """We hold the lock, so whatever still works in our folders belongs to a run that is no more."""
    left = _left_over(data)
    for process in left:
        with contextlib.suppress(psutil.Error):
            name = process.name()
            say(f"stopping {name} (pid {process.pid}), left over from a run that was killed")
            process.send_signal(signal.SIGINT if "postgres" in name else signal.SIGTERM)
    _, alive = psutil.wait_procs(left, timeout=8)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    # A dead postmaster that nobody has reaped yet, or its number given to another process, would stop Postgres.
    (data / "pg" / "postmaster.pid").unlink(missing_ok=True)
    for stale in sockets.iterdir():
        stale.unlink()


def _left_over(data: Path) -> list[psutil.Process]:
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [
        process for process in psutil.process_iter() if process.pid not in own and _is_ours(process, data)
    ]


def _is_ours(process: psutil.Process, data: Path) -> bool:
    with contextlib.suppress(psutil.Error):
        if process.cwd() in {str(data / "pg"), str(data / "valkey")}:
            return True
        return process.environ().get(MARK) == str(data)
    return False
