"""The secrets of a copy that runs its own servers: made once, kept readable by this user alone."""

import os
import secrets

from dataops.runtime import folders

NAMES = ("SECRET_KEY", "TOKEN_PEPPER")


def ensure() -> None:
    """Put every key that the environment lacks into it, from the data folder."""
    for name in NAMES:
        if not os.environ.get(name) and not os.environ.get(f"{name}_FILE"):
            os.environ[name] = _kept(name)


def _kept(name: str) -> str:
    folder = folders.home() / "secrets"
    folders.make_private(folders.home())
    folders.make_private(folder)
    path = folder / name
    if not path.exists():
        _write_once(path.with_name(f".{name}.{os.getpid()}"), path)
    return path.read_text().strip()


def _write_once(fresh: os.PathLike[str], path: os.PathLike[str]) -> None:
    """Two processes may start together: both write, one link wins, both read the winner."""
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(fresh)
