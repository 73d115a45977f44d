"""What the sample company promises its requesters, and what triage did with those who still wait."""

from __future__ import annotations

from datetime import date, time, timedelta

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from programs.choices import Priority, Rest, SlaGoalKind, WorkUnit
from programs.models import DataRequest
from programs.operations.estimate import agree, estimate_from_records, quote
from programs.operations.request.rest import snooze
from programs.operations.request.worth import score_wsjf, set_priority
from programs.operations.sla import add_calendar, add_policy, mark_breaches
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company

FEASTS = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))


def promise(company: Company, *, today: date) -> None:
    """As it stood before the first request was sent."""
    admin = company.first(Role.ADMINISTRATOR)
    live_at(noon(today - timedelta(weeks=14), 8))
    calendar = add_calendar(
        name="Berlin office",
        time_zone="Europe/Berlin",
        weekdays=[0, 1, 2, 3, 4],
        opens=time(9),
        closes=time(17),
        holidays=sorted(date(year, *feast) for year in (today.year, today.year + 1) for feast in FEASTS),
        actor=admin,
    )
    waiting = [Rest.NEEDS_INFORMATION, Rest.ESTIMATED]
    urgent = {SlaGoalKind.RESPONSE: (4, WorkUnit.HOURS), SlaGoalKind.DECISION: (2, WorkUnit.DAYS)}
    usual = {SlaGoalKind.RESPONSE: (2, WorkUnit.DAYS), SlaGoalKind.DECISION: (5, WorkUnit.DAYS)}
    for position, (name, priority, goals, pauses) in enumerate(
        [
            ("Urgent requests", Priority.URGENT, urgent, waiting),
            ("Every other request", "", usual, [*waiting, Rest.SNOOZED]),
        ],
        start=1,
    ):
        add_policy(
            name=name,
            position=position,
            priority=priority,
            calendar=calendar,
            pauses=[pause.value for pause in pauses],
            goals=goals | {SlaGoalKind.DELIVERY: (80, WorkUnit.DAYS)},
            actor=admin,
        )


def follow_up(company: Company, *, today: date) -> None:
    """One is urgent and estimated, one agreed to, one put aside; what is overdue is written down."""
    judge = company.first(Role.PROGRAM_MANAGER)
    at = live_at(noon(today - timedelta(days=1), 9))
    later = today + timedelta(days=12)
    snooze(_called("Speech commands"), later, reason="The new microphones arrive then.", actor=judge, at=at)
    urgent = set_priority(_called("Harm in cooking"), Priority.URGENT, actor=judge, at=at)
    for request, parts in ((urgent, (8, 13, 13, 3)), (_called("Sarcasm in app"), (3, 2, 1, 3))):
        names = ("user_value", "time_criticality", "risk_reduction", "job_size")
        score_wsjf(request, **dict(zip(names, parts, strict=True)), actor=judge)
    _quote(urgent, judge, today=today)
    agreed = _quote(_called("Sarcasm in app"), judge, today=today)
    agree(agreed, actor=agreed.request.requester, at=live_at(noon(today, 7)))
    mark_breaches(at=live_at(noon(today, 8)))


def _quote(request: DataRequest, judge: User, *, today: date):
    at = live_at(noon(today - timedelta(days=1), 10))
    return quote(estimate_from_records(request, actor=judge, at=at), actor=judge, at=at)


def _called(title: str) -> DataRequest:
    return DataRequest.objects.get(title__startswith=title)
