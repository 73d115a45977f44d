"""Which processes a run consists of, and when the pages are there."""

import http.client
import sys
from collections.abc import Iterator
from pathlib import Path

# Celery warns every root of what it cannot change; in a container of one's own, root is nobody special.
AS_ROOT = "ignore:You're running the worker with superuser privileges"

# An address to listen on everywhere is not one to ask.
HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def commands(host: str, port: int, data: Path) -> Iterator[tuple[str, list[str]]]:
    """Name and command line of each process."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "dataops.wsgi", "--bind", address]
    # Without --no-control-socket, every copy of this user would share one in the home folder.
    gunicorn += ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
    yield "web", [*gunicorn, "--graceful-timeout", "4", "--log-level", "warning", "--no-control-socket"]
    celery = [sys.executable, "-W", AS_ROOT, "-m", "celery", "-A", "dataops", "--quiet"]
    yield "worker", [*celery, "worker", "-c", "2", "-l", "warning", "--without-gossip", "--without-mingle"]
    yield "beat", [*celery, "beat", "-l", "warning", "--pidfile=", "--schedule", str(data / "beat")]
    yield "relay", [sys.executable, "manage.py", "relay", "--skip-checks"]


def web_status(host: str, port: int) -> int | None:
    """How the first page is answered. Asked directly: a proxy set in the environment does not know this machine."""
    connection = http.client.HTTPConnection(HERE.get(host, host), port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
