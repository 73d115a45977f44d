"""Where this copy keeps what it writes: its data folder, its private folder of sockets, and the lock on both."""

import fcntl
import hashlib
import os
from pathlib import Path
from typing import IO

BASE = Path(__file__).resolve().parent.parent.parent


class CannotRun(RuntimeError):
    """This copy cannot run as asked; the text says what to do about it."""


class AlreadyRunning(CannotRun):
    """Another run holds the data folder."""


def home() -> Path:
    """The data folder: `.dataops` beside the code, unless DATAOPS_HOME names another."""
    return Path(os.environ.get("DATAOPS_HOME") or BASE / ".dataops").absolute()


def sockets(data: Path) -> Path:
    """A folder that is short, private and follows from the data folder: a socket's path ends at 103 bytes on macOS."""
    digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Path("/tmp") / f"dataops-{os.getuid()}-{digest}"  # noqa: S108 - made private below, refused if another's


def make_private(path: Path) -> None:
    """Create the folder for this user alone; refuse one that somebody else put there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink() or path.lstat().st_uid != os.geteuid():
        raise CannotRun(f"{path} belongs to someone else: remove it, or set DATAOPS_HOME to another folder")
    path.chmod(0o700)


class Lock:
    """One run for each data folder. The kernel lets go of it when the process dies, however it dies."""

    def __init__(self, data: Path) -> None:
        self._path = data / "lock"
        self._file: IO[str] | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def acquire(self) -> None:
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise AlreadyRunning(
                f"already running here ({holder}): stop it first, or set DATAOPS_HOME"
            ) from None
        self._file = file
        self.note(f"pid {os.getpid()}")

    def note(self, text: str) -> None:
        """Tell whoever finds the lock taken who holds it."""
        assert self._file is not None
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text + "\n")
        self._file.flush()

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
