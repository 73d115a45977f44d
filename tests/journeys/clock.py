"""The clock of the product, set forward: nobody waits for the end of a month."""

import datetime as dt

import pytest
from django.utils import timezone


class Clock:
    """Time goes on as ever, from wherever it was last set to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead, self._real = dt.timedelta(), timezone.now
        monkeypatch.setattr(timezone, "now", self.now)

    def now(self) -> dt.datetime:
        return self._real() + self.ahead

    def go_on(self, *, seconds: int) -> None:
        self.ahead += dt.timedelta(seconds=seconds)

    def go_to_next_month(self) -> None:
        now = self.now()
        first = (now.replace(day=1) + dt.timedelta(days=32)).replace(day=1, hour=12, minute=0)
        self.ahead += first - now
