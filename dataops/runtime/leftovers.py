"""Stops what a killed run left behind. Only the holder of the lock may ask for this."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from dataops.runtime.server import MARK


def sweep(data: Path, sockets: Path, say: Callable[[str], None]) -> None:
    """We hold the lock, so whatever still works in our folders belongs to a run that is no more."""
    left = _left_over(data)
    servers = [process for process in left if _works_in(process, data / "pg", data / "valkey")]
    # The worker first: it puts unfinished tasks back on the queue as long as there is one.
    _stop([process for process in left if process not in servers], say)
    _stop(servers, say)
    # A dead postmaster that nobody has reaped yet, or its number given to another process, would stop Postgres.
    (data / "pg" / "postmaster.pid").unlink(missing_ok=True)
    for stale in sockets.iterdir():
        stale.unlink()


def _left_over(data: Path) -> list[psutil.Process]:
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    everybody = (process for process in psutil.process_iter() if process.pid not in own)
    return [
        process
        for process in everybody
        if _works_in(process, data / "pg", data / "valkey") or _is_marked(process, data)
    ]


def _works_in(process: psutil.Process, *folders: Path) -> bool:
    with contextlib.suppress(psutil.Error):
        return Path(process.cwd()) in folders
    return False


def _is_marked(process: psutil.Process, data: Path) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.environ().get(MARK) == str(data))
    return False


def _stop(left: list[psutil.Process], say: Callable[[str], None]) -> None:
    """The parents are asked, their children are theirs to end: to a part of Postgres the signal means other things."""
    numbers = {process.pid for process in left}
    for process in left:
        with contextlib.suppress(psutil.Error):
            if process.ppid() in numbers:
                continue
            name = process.name()
            say(f"stopping {name} (pid {process.pid}), left over from a run that was killed")
            process.send_signal(signal.SIGINT if "postgres" in name else signal.SIGTERM)
    for process in _still_there_after(8, left):
        with contextlib.suppress(psutil.Error):
            process.kill()
    _still_there_after(5, left)


def _still_there_after(seconds: float, left: list[psutil.Process]) -> list[psutil.Process]:
    """A zombie counts as gone: in a container, nobody may ever come for it."""
    deadline = time.monotonic() + seconds
    while (alive := [process for process in left if _is_alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return alive


def _is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False
