"""People at their desks: each takes an item, thinks, answers it, and asks again when the answer does not come."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlsplit
from uuid import uuid4

AGAIN_AFTER = 0.2
TIMEOUT = 20
IDLE = 1.0  # seconds after which a server may have hung up
LEASE, SUBMIT, PAGE = "lease", "submit", "page"


@dataclass(frozen=True)
class Asked:
    """One request: what for, when, how long it took, and what came back; status 0 is nothing."""

    what: str
    at: float
    seconds: float
    status: int


@dataclass
class Labelers:
    url: str
    project: str
    secrets: list[str]
    think: float = 0.0
    acked: dict[int, int] = field(default_factory=dict)  # by slot, the answer that was confirmed
    asked: list[Asked] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self) -> Iterator[Labelers]:
        """As long as the block lasts; whoever has sent an answer waits for its confirmation."""
        people = [
            threading.Thread(target=self._label, args=(secret,), daemon=True) for secret in self.secrets
        ]
        for person in people:
            person.start()
        try:
            yield self
        finally:
            self.ended.set()
            for person in people:
                person.join()

    def _label(self, secret: str) -> None:
        door = Door(self.url, secret, self._note)
        self.ended.wait(random.random() * self.think)
        while not self.ended.is_set():
            status, held = door.ask(LEASE, "/api/v1/labeling/lease/", {"project": self.project})
            if status != 200:
                self.ended.wait(AGAIN_AFTER)
                continue
            self.ended.wait(self.think)
            self._answer(door, held)

    def _answer(self, door: Door, held: dict) -> None:
        """With one key, until somebody says what became of it."""
        body, key = {"token": held["token"], "code": 1}, str(uuid4())
        for _ in range(100):
            status, answer = door.ask(SUBMIT, f"/api/v1/labeling/slots/{held['id']}/submit/", body, key=key)
            if status == 201:
                self.acked[held["id"]] = answer["id"]
            if status and status < 500:
                return
            time.sleep(AGAIN_AFTER)

    def _note(self, asked: Asked) -> None:
        self.asked.append(asked)

    def longest_silence(self) -> float:
        """Seconds between two confirmed answers of anybody, at most."""
        good = sorted(asked.at + asked.seconds for asked in self.asked if asked.status == 201)
        return max((later - earlier for earlier, later in pairwise(good)), default=0.0)

    def of_kind(self, what: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.what == what]


class Door:
    """One person's connection, opened anew when it breaks."""

    def __init__(self, url: str, secret: str, note: Callable[[Asked], None]) -> None:
        self.where, self.note = urlsplit(url), note
        self.headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        self.line: http.client.HTTPConnection | None = None
        self.used = 0.0

    def ask(self, what: str, path: str, body: dict | None = None, *, key: str = "") -> tuple[int, dict]:
        began, status, answer = time.monotonic(), 0, b""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        try:
            if began - self.used > IDLE:
                self.line = None
            self.line = self.line or http.client.HTTPConnection(self.where.netloc, timeout=TIMEOUT)
            self.line.request(
                "POST" if body is not None else "GET",
                path,
                json.dumps(body) if body is not None else None,
                headers,
            )
            response = self.line.getresponse()
            status, answer = response.status, response.read()
        except (OSError, http.client.HTTPException):
            self.line = None
            status = 0
        self.used = time.monotonic()
        self.note(Asked(what, began, time.monotonic() - began, status))
        return status, json.loads(answer) if status in {200, 201} and what != PAGE else {}
