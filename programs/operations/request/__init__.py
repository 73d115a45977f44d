"""What a request goes through: written and sent by who asks, scored and decided by triage."""

from programs.operations.request.decision import CannotDecide, accept, decline, mark_duplicate
from programs.operations.request.draft import CannotAnswer, CannotDelete, delete_draft, save_step, start_draft
from programs.operations.request.rest import CannotSnooze, snooze, unsnooze, wake_due
from programs.operations.request.talk import CannotAsk, CannotReply, CannotSubmit, ask, reply, submit
from programs.operations.request.worth import (
    CannotRank,
    CannotScore,
    override_rank,
    restore_rank,
    score,
    score_wsjf,
    set_priority,
)

__all__ = [
    "CannotAnswer",
    "CannotAsk",
    "CannotDecide",
    "CannotDelete",
    "CannotRank",
    "CannotReply",
    "CannotScore",
    "CannotSnooze",
    "CannotSubmit",
    "accept",
    "ask",
    "decline",
    "delete_draft",
    "mark_duplicate",
    "override_rank",
    "reply",
    "restore_rank",
    "save_step",
    "score",
    "score_wsjf",
    "set_priority",
    "snooze",
    "start_draft",
    "submit",
    "unsnooze",
    "wake_due",
]
