"""Yes or no with a reason: how a program stands, and (in `request`) what may happen to a request."""

from programs.rules.program import (
    LOOKS,
    Kept,
    Progress,
    Status,
    can_deliver,
    can_edit,
    can_promise,
    can_publish,
    judge,
    status_of,
    written,
)

__all__ = [
    "LOOKS",
    "Kept",
    "Progress",
    "Status",
    "can_deliver",
    "can_edit",
    "can_promise",
    "can_publish",
    "judge",
    "status_of",
    "written",
]
