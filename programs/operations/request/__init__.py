"""What a request goes through: written and sent by who asks, scored and decided by triage."""

from programs.operations.request.attachment import CannotAttach, attach, detach
from programs.operations.request.criterion import CannotAskFor, add_criterion, remove_criterion
from programs.operations.request.decision import CannotDecide, accept, decline, mark_duplicate
from programs.operations.request.draft import CannotAnswer, CannotDelete, delete_draft, save_step, start_draft
from programs.operations.request.instead import CannotFollow, follow_instead
from programs.operations.request.outcome import CannotJudge, CannotSay, judge, rate, record_metric_after
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
    "CannotAskFor",
    "CannotAttach",
    "CannotDecide",
    "CannotDelete",
    "CannotFollow",
    "CannotJudge",
    "CannotRank",
    "CannotReply",
    "CannotSay",
    "CannotScore",
    "CannotSnooze",
    "CannotSubmit",
    "accept",
    "add_criterion",
    "ask",
    "attach",
    "decline",
    "delete_draft",
    "detach",
    "follow_instead",
    "judge",
    "mark_duplicate",
    "override_rank",
    "rate",
    "record_metric_after",
    "remove_criterion",
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
