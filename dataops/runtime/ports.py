"""Which port the pages are served on."""

import ipaddress
import socket

from dataops.runtime.folders import CannotRun

FIRST = 8000
TRIES = 50


def choose(host: str, asked: int | None) -> int:
    """The port asked for, or the first that is free."""
    if asked is not None:
        if not is_free(host, asked):
            raise CannotRun(
                f"port {asked} is taken: choose another one, for example make run PORT={asked + 80}"
            )
        return asked
    for port in range(FIRST, FIRST + TRIES):
        if is_free(host, port):
            return port
    raise CannotRun(
        f"ports {FIRST} to {FIRST + TRIES - 1} are all taken: choose another one, make run PORT=9000"
    )


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
