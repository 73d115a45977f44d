import socket

import pytest

from dataops.runtime import ports
from dataops.runtime.folders import CannotRun


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_refused_in_a_sentence(taken):
    with pytest.raises(CannotRun, match=f"port {taken} is taken: choose another one"):
        ports.choose("127.0.0.1", taken)


def test_without_a_wish_the_next_free_port_is_taken(taken, monkeypatch):
    monkeypatch.setattr(ports, "FIRST", taken)

    assert ports.choose("127.0.0.1", None) > taken


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.0.7", False),
        ("box", False),
    ],
)
def test_only_this_machine_reaches_loopback(host, expected):
    assert ports.is_loopback(host) is expected
