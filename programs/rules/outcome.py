"""Who may add criteria and files to a request, judge what came, and say whether it helped."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import LOWER_IS_BETTER, Metric, Operator, ProgramState, RequestState
from programs.models import DataRequest, RequesterVerdict, Satisfaction
from programs.rules import request as requests

MOST_ATTACHMENTS = 20
BEFORE_ALL_IS_THERE = (
    "{:,} of {:,} units are accepted: judge when all are there, or when the program is delivered."
)


def can_ask_for(metric: str, operator: str, threshold: Decimal) -> Verdict:
    """A threshold the measure can have, from the side on which it is better."""
    if metric not in Metric.values:
        return denied(f"“{metric}” is measured no longer: choose another measure.")
    label = Metric(metric).label
    best = Operator.AT_MOST if metric in LOWER_IS_BETTER else Operator.AT_LEAST
    if operator != best:
        better = "lower" if metric in LOWER_IS_BETTER else "higher"
        return denied(f"{label} is better when it is {better}: ask for {best.label.lower()} a value.")
    if metric == Metric.UNIT_COST:
        return ALLOWED if threshold > 0 else denied("A cost per accepted unit is more than zero.")
    if not 0 < threshold <= 1:
        return denied(f"{label} lies between 0 and 1: write .95 or 95%.")
    return ALLOWED


def can_attach(request: DataRequest, actor, count: int) -> Verdict:
    if not (verdict := requests.can_answer(request, actor)):
        return verdict
    if count >= MOST_ATTACHMENTS:
        return denied(f"A request has {MOST_ATTACHMENTS} files at most: take one out first.")
    return ALLOWED


def can_detach(request: DataRequest, actor) -> Verdict:
    """What triage has read stays."""
    if request.requester_id != actor.pk:
        return denied("Only the person who asks can take a file out.")
    if request.state != RequestState.DRAFT:
        return denied("This request was sent: its files stay, you can add another.")
    return ALLOWED


def can_follow(draft: DataRequest, original: DataRequest, actor) -> Verdict:
    """Whether a draft may be given up for a request that says the same."""
    if draft.requester_id != actor.pk:
        return denied("Only the person who began a draft can follow another request instead.")
    if draft.state != RequestState.DRAFT:
        return denied("This request was sent: triage says whether it is a duplicate.")
    return requests.can_stand_for(original, draft)


def may_judge(request: DataRequest, actor) -> Verdict:
    """The requester, after acceptance, and nobody who delivered it."""
    if request.requester_id != actor.pk:
        return denied("Only the person who asked accepts what came.")
    if request.program is None or request.state != RequestState.ACCEPTED:
        return denied("This request is not accepted yet: nothing has come of it.")
    if request.program.manager_id == actor.pk:
        return denied(
            f"You manage {request.program.code}: nobody accepts what they delivered themselves. "
            "Hand the program to a colleague first."
        )
    return ALLOWED


def is_all_there(request: DataRequest, *, accepted: int, planned: int) -> Verdict:
    assert request.program is not None
    if not accepted:
        return denied("No unit is accepted yet: there is nothing to judge.")
    if accepted < planned and request.program.state != ProgramState.DELIVERED:
        return denied(BEFORE_ALL_IS_THERE.format(accepted, planned))
    return ALLOWED


def has_reason(is_accepted: bool, reason: str) -> Verdict:
    if not is_accepted and not reason.strip():
        return denied("Say what is wrong: the corrective request begins with it.")
    return ALLOWED


def can_measure(request: DataRequest, verdict: RequesterVerdict | None, actor) -> Verdict:
    """Whether the metric after may be written down: by who asked, once they have accepted what came."""
    if request.requester_id != actor.pk:
        return denied("Only the person who asked records what the metric became.")
    if verdict is None or not verdict.is_accepted:
        return denied("Accept what came first: then say what it did to the metric.")
    return ALLOWED


def is_day_possible(measured_on: date, request: DataRequest, *, on: date) -> Verdict:
    if measured_on > on:
        return denied("The day of the measurement has not come yet.")
    if request.submitted_at is not None and measured_on < request.submitted_at.date():
        return denied("The metric was measured before the data was asked for: enter a later measurement.")
    return ALLOWED


def may_rate(request: DataRequest, verdict: RequesterVerdict | None, actor) -> Verdict:
    """Who asked, and who followed it instead of asking, once it was judged."""
    asked = request.requester_id == actor.pk or request.duplicates.filter(requester=actor).exists()
    if not asked:
        return denied("Only who asked for it says how content they are.")
    if verdict is None:
        return denied("Say how content you are when you have accepted or rejected what came.")
    return ALLOWED


def can_rate_again(given: Satisfaction | None, *, at: datetime) -> Verdict:
    if given is not None and not given.is_changeable(at=at):
        return denied("You said it more than 14 days ago: it stands.")
    return ALLOWED
