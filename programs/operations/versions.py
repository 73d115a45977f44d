"""Two people write the same thing: the second is told, and nothing either wrote is lost."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from dataops.base.errors import Refused
from programs.models import DataRequest

TRIAGE_AGAIN = (
    "This request changed after you opened it: somebody scored it, asked, answered or decided. "
    "Read what stands now: what you wrote is still in the form."
)


ANSWERED_ELSEWHERE = (
    "These answers were changed elsewhere after you opened them here, as in another tab. What you wrote is still "
    "in the form: save again to put both together."
)


class ChangedMeanwhile(Refused):
    """Somebody else wrote first. `current` is what they left."""

    def __init__(self, current: models.Model, message: str = "") -> None:
        super().__init__(
            message
            or f"Somebody changed this {current._meta.verbose_name} after you opened it. Your words are kept "
            "in the form, what is saved now stands beside them: put together what should stay, then save again."
        )
        self.current = current


def check_sight(row: models.Model, seen: int | None, stands: int, message: str) -> None:
    """Refuse a decision on something else than what stands now; None saw what stands."""
    if seen is not None and seen != stands:
        raise ChangedMeanwhile(row, message)


def check_request(request: DataRequest, version: int | None) -> None:
    """Refuse triage upon another state of a request than the one that stands."""
    if version is not None and version != request.version:
        raise ChangedMeanwhile(request, TRIAGE_AGAIN)


def check_answers(request: DataRequest, names: Iterable[str], version: int | None) -> None:
    """Refuse answers written upon others than those that stand, as from a second tab; None saw what stands."""
    if version is not None and version != request.version_of(names):
        raise ChangedMeanwhile(request, ANSWERED_ELSEWHERE)


def check_version(row: models.Model, version: int | None) -> None:
    """Refuse a writer who saw another version than the one that stands; None saw what stands."""
    if version is not None and version != row.version:  # type: ignore[attr-defined]
        raise ChangedMeanwhile(row)
