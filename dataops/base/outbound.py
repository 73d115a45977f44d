"""The one way out: a POST to an address outside, to the very host that was checked, and to nothing inside.

The name is resolved once, every address it has must be public, and the connection goes to a checked one, so
that no second answer of a name server leads elsewhere. Redirects are not followed, of the answer nothing but
its number is kept, and everything together has one deadline.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}
DEADLINE = 10.0  # seconds for all of it
MOST_READ = 1024  # bytes of the answer, which are thrown away
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[..., list]


class NotSent(Exception):
    """Why nothing was sent, or nothing came back, in our words."""


@dataclass(frozen=True)
class Answer:
    status: int
    milliseconds: int

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def checked(url: str) -> SplitResult:
    """The address taken apart, when its form allows to send there at all."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotSent("This is no address of the web.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotSent("Write an address that begins with https:// or http://.")
    if parts.username or parts.password:
        raise NotSent("Leave the name and the password out of the address.")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise NotSent("Write the address as browsers send it: plain letters, no blanks, %C3%A9 for an é.")
    if _is_exempt(parts):
        return parts
    if port not in (None, PORTS[parts.scheme]):
        raise NotSent("Only the usual ports, 443 and 80, are open from here.")
    if _is_surely_inside(parts.hostname):
        raise NotSent("It is not a public address.")
    return parts


def send(
    url: str, body: bytes, headers: Mapping[str, str], *, resolve: Resolver = socket.getaddrinfo
) -> Answer:
    """POST the body, and say how it was answered and how long that took."""
    parts = checked(url)
    began = time.monotonic()
    try:
        with _connected(parts, resolve) as connection:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body=body, headers=dict(headers))
            response = connection.getresponse()
            response.read(MOST_READ)
            return Answer(response.status, int((time.monotonic() - began) * 1000))
    except ssl.SSLError:
        raise NotSent("Its certificate is not valid.") from None
    except (OSError, http.client.HTTPException):
        raise NotSent("It could not be reached, or did not answer in time.") from None


@contextmanager
def _connected(parts: SplitResult, resolve: Resolver):
    """A connection to a checked address, cut off at the deadline however slowly it is fed."""
    assert parts.hostname is not None
    port = parts.port or PORTS[parts.scheme]
    line = socket.create_connection((_public(parts, port, resolve), port), timeout=DEADLINE)
    cut = threading.Timer(DEADLINE, _cut, [line])
    cut.start()
    try:
        if parts.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=DEADLINE)
        connection.sock = line
        yield connection
    finally:
        cut.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already


def _public(parts: SplitResult, port: int, resolve: Resolver) -> str:
    """The first address of the host; one of them that is not public spoils them all."""
    try:
        found = [entry[4][0] for entry in resolve(parts.hostname, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise NotSent("Its name is not known.") from None
    if not found:
        raise NotSent("Its name is not known.")
    if not _is_exempt(parts) and not all(map(is_public, found)):
        raise NotSent("It is not a public address.")
    return found[0]


def is_public(text: str) -> bool:
    """Whether the address is one of the open Internet, also when it wraps another one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(one.is_global and not one.is_multicast for one in (address, *_within(address)))


def _is_surely_inside(host: str) -> bool:
    """Whether one sees without asking a name server: a number, however it is written, or this very machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        pass  # a name, or a number as only the C library reads it, such as 127.1
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:
        return False


def _within(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    teredo = address.teredo[1] if address.teredo else None
    nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    return [one for one in (address.ipv4_mapped, address.sixtofour, teredo, nat64) if one is not None]


def _is_exempt(parts: SplitResult) -> bool:
    """Hosts inside that the operator named with their port, as ``OUTBOUND_INSIDE=hooks.internal:8080``."""
    return parts.netloc.lower() in settings.OUTBOUND_INSIDE
