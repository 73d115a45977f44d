"""Two people write the same thing: the second is told, and nothing either wrote is lost."""

from __future__ import annotations

from django.db import models

from dataops.base.errors import Refused


class ChangedMeanwhile(Refused):
    """Somebody else wrote first. `current` is what they left, `seen` the version that was written upon."""

    status = 412

    def __init__(self, current: models.Model, message: str = "", *, seen: int | None = None) -> None:
        super().__init__(
            message
            or f"Somebody changed this {current._meta.verbose_name} after you opened it. Your words are kept "
            "in the form, what is saved now stands beside them: put together what should stay, then save again."
        )
        self.current, self.seen = current, seen


def check_version(row: models.Model, version: int | None) -> None:
    """Refuse a writer who saw another version than the one that stands; None saw what stands."""
    if version is not None and version != row.version:  # type: ignore[attr-defined]
        raise ChangedMeanwhile(row, seen=version)


def check_sight(row: models.Model, seen: int | None, stands: int, message: str) -> None:
    """Refuse a decision on something else than what stands now; None saw what stands."""
    if seen is not None and seen != stands:
        is_of_row = stands == getattr(row, "version", None)
        raise ChangedMeanwhile(row, message, seen=seen if is_of_row else None)
