from __future__ import annotations

from dataops.accounts.models import User
from dataops.audit.recording import record


def note_export(*, actor: User, filters: dict[str, str], rows: int) -> None:
    """Write down that the trail left the house, with which filters and how much of it."""
    record("trail.exported", None, actor=actor, filters=filters, rows=rows)
