"""Yes or no with a reason: how a program stands, and (in `request`) what may happen to a request."""

from programs.rules.program import (
    Kept,
    Progress,
    can_acknowledge,
    can_deliver,
    can_draft,
    can_edit,
    can_promise,
    judge,
)
from programs.rules.report import can_publish
from programs.rules.standing import Around, status_of
from programs.rules.status import LOOKS, Said, Status
from programs.rules.units import written

__all__ = [
    "LOOKS",
    "Around",
    "Kept",
    "Progress",
    "Said",
    "Status",
    "can_acknowledge",
    "can_deliver",
    "can_draft",
    "can_edit",
    "can_promise",
    "can_publish",
    "judge",
    "status_of",
    "written",
]
