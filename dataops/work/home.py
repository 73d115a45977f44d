"""What stands on a home beside the needs: four figures of the role, and the dates that come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dataops.base.registry import Registry

LOOK_AHEAD = timedelta(days=13)  # with today, two weeks


@dataclass(frozen=True)
class Tile:
    """One figure: its words, and `detail` with interval and count or the reason there is none.

    `url` opens the rows it was made from. `low`, `mid` and `high` are shares from 0 to 1.
    """

    key: str
    label: str
    value: str | None
    unit: str
    detail: str
    url: str
    low: float | None = None
    mid: float | None = None
    high: float | None = None
    series: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Ahead:
    """A day that somebody committed to or waits for."""

    on: date
    title: str
    about: str
    url: str
    word: str


Figures = Callable[..., Sequence[Tile]]
Dates = Callable[..., Iterable[Ahead]]

figures: Registry[Figures] = Registry("the figures of a role's home")
dates: Registry[Dates] = Registry("dates that come")


def tiles_of(user, *, at: datetime) -> Sequence[Tile]:
    """The figures of the person's role; a role without any has a home of needs alone."""
    providers = dict(figures.items())
    return providers[user.role](user, at=at) if user.role in providers else []


def dates_of(user, *, on: date) -> list[Ahead]:
    """What is due in the next fourteen days, soonest first."""
    found = [ahead for provider in dates for ahead in provider(user, on=on, until=on + LOOK_AHEAD)]
    return sorted(found, key=lambda ahead: (ahead.on, ahead.title))
