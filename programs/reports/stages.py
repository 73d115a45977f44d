"""Where a request is on its way: the dates come from its program, its orders and what was accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dataops.web.templatetags.formats import day, number, plural_of
from programs import sockets
from programs.choices import ProgramState, RequestState
from programs.models import DataRequest, MetricAfter, Program, RequesterVerdict
from programs.reports.line import ProgramLine, line_of
from programs.sockets import Production

DONE, NOW, NEXT, STOPPED = "done", "now", "next", "stopped"


@dataclass(frozen=True)
class Stage:
    name: str
    state: str
    on: date | None = None
    words: str = ""

    @property
    def is_now(self) -> bool:
        return self.state == NOW


@dataclass(frozen=True)
class Way:
    """Every stage in order, who is at it, and when the rest is expected."""

    stages: list[Stage]
    next: str
    who: str
    line: ProgramLine | None
    verdict: RequesterVerdict | None
    after: MetricAfter | None

    @property
    def now(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.is_now), None)

    @property
    def is_all_there(self) -> bool:
        """Enough to judge: all of it, or what a delivered program brought; nothing is never enough."""
        line = self.line
        is_over = line is not None and (line.is_complete or line.program.state == ProgramState.DELIVERED)
        return is_over and self.accepted > 0

    @property
    def accepted(self) -> int:
        return self.line.progress.accepted if self.line else 0


def way_of(request: DataRequest, *, on: date) -> Way:
    """The stages of a request with the days on which each was reached."""
    verdict = RequesterVerdict.objects.filter(request=request).select_related("decided_by").first()
    after = MetricAfter.objects.filter(request=request).first()
    if request.state in (RequestState.DECLINED, RequestState.DUPLICATE):
        return Way(_ended(request), request.what_next, "", None, verdict, after)
    line = production = None
    if request.program is not None:
        line = line_of(request.program.pk, on=on, with_money=False)
        production = production_of(request.program)
    days = _days(request, line, production, verdict, after)
    stages = _marked(request, days, line, production, verdict)
    words, who = _next(request, stages, verdict, has_units=bool(line and line.progress.accepted), on=on)
    return Way(stages, words, who, line, verdict, after)


def production_of(program: Program) -> Production:
    """All apps' orders and deliveries together."""
    found = [
        answer[program.pk]
        for known in sockets.production
        for answer in [known([program.pk])]
        if program.pk in answer
    ]
    return Production(
        min((one.ordered_on for one in found if one.ordered_on), default=None),
        max((one.delivered_on for one in found if one.delivered_on), default=None),
        sum(one.orders for one in found),
        sum(one.deliveries for one in found),
    )


def completed_on(by_day: Mapping[date, int], planned: int) -> date | None:
    """The day on which the last planned unit was accepted."""
    total = 0
    for one in sorted(by_day):
        total += by_day[one]
        if total >= planned:
            return one
    return None


def _ended(request: DataRequest) -> list[Stage]:
    sent = request.submitted_at.date() if request.submitted_at else None
    ended = request.decided_at.date() if request.decided_at else None
    begun = [Stage("Sent", DONE, sent)] if sent else []
    return [*begun, Stage(request.get_state_display(), STOPPED, ended, request.decision_reason)]


def _days(request, line, production, verdict, after) -> dict[str, date | None]:
    """Stage → the day it was reached; None for those that are still ahead."""
    begun = [production.ordered_on] if production and production.ordered_on else []
    begun += [min(line.by_day)] if line and line.by_day else []
    closed = None
    if verdict is not None and verdict.is_accepted:
        waits = request.metric_wanted is not None
        closed = (after.created_at.date() if after else None) if waits else verdict.decided_at.date()
    estimate = request.estimates.standing().first()
    return {
        "Sent": _day(request.submitted_at),
        "In triage": _day(request.decided_at or (estimate.quoted_at if estimate else None)),
        "Estimated": _day(request.agreed_at or (estimate.quoted_at if estimate else None)),
        "Accepted": _day(request.decided_at) if request.program else None,
        "In production": min(begun, default=None),
        "Delivered": _delivered(line),
        "Judged": verdict.decided_at.date() if verdict else None,
        "Closed": closed,
    }


def _day(moment) -> date | None:
    return moment.date() if moment else None


def _delivered(line: ProgramLine | None) -> date | None:
    if line is None:
        return None
    reached = completed_on(line.by_day, line.program.units_planned)
    if reached is None and line.program.state == ProgramState.DELIVERED:
        closing = getattr(line.program, "closing", None)
        return closing.delivered_at.date() if closing else line.program.updated_at.date()
    return reached


def _marked(request, days, line, production, verdict) -> list[Stage]:
    """Done what was reached or passed; the first of the rest is where it is now."""
    words = _words(request, line, production)
    if verdict is not None:
        words["Judged"] = "Accepted" if verdict.is_accepted else "Rejected"
    reached = [place for place, found in enumerate(days.values()) if found is not None]
    last = max(reached, default=-1)
    if request.state == RequestState.ESTIMATED and request.agreed_at is None:
        last = list(days).index("In triage")  # it was quoted, and waits for a yes
    stages = []
    for place, (name, found) in enumerate(days.items()):
        state = DONE if place <= last else NOW if place == last + 1 else NEXT
        said = words.get(name, "")
        if name == "Estimated" and state == DONE and found is None:
            said = "No estimate was agreed"
        stages.append(Stage(name, state, found, said))
    return stages


def _words(request: DataRequest, line: ProgramLine | None, production: Production | None) -> dict[str, str]:
    words = {}
    if request.state == RequestState.NEEDS_INFORMATION:
        words["In triage"] = "Waits for an answer"
    if request.state == RequestState.ESTIMATED:
        words["Estimated"] = "Agreed" if request.agreed_at else "Waits for your yes"
    if line is not None:
        progress = line.progress
        words["Accepted"] = f"Into {line.program.code}"
        words["Delivered"] = f"{number(progress.accepted)} of {number(progress.planned)} units accepted"
    if production is not None and production.orders:
        came = plural_of(production.deliveries, "delivery,deliveries")
        words["In production"] = f"{plural_of(production.orders, 'order,orders')}, {came}"
    return words


def _next(
    request: DataRequest,
    stages: Iterable[Stage],
    verdict: RequesterVerdict | None,
    *,
    has_units: bool,
    on: date,
) -> tuple[str, str]:
    """What happens next, and who is at it."""
    asker, program = request.requester.name, request.program
    manager = program.manager.name if program else "Triage"
    now = next((stage.name for stage in stages if stage.state == NOW), "")
    if verdict is not None and not verdict.is_accepted:
        return "What came was rejected: the corrective request says what has to be put right.", manager
    if now in ("In production", "Delivered"):
        return (
            "The work is ordered." if now == "In production" else "The rest is labeled and accepted."
        ), manager
    if request.is_snoozed(on=on):
        return f"Triage put it aside until {day(request.snoozed_until, on)}; then it decides.", "Triage"
    if now == "Judged" and not has_units:
        return "The program ended and no unit was accepted: there is nothing to judge.", manager
    said = {
        "Judged": "Accept or reject what came, against the criteria.",
        "Closed": "Measure the metric with the new data and write it down.",
    }
    if now in said:
        return said[now], asker
    if not now:
        return "Nothing: this request is closed.", ""
    waits = request.state in (RequestState.DRAFT, RequestState.NEEDS_INFORMATION)
    waits = waits or (request.state == RequestState.ESTIMATED and request.agreed_at is None)
    return request.what_next, asker if waits else "Triage"


def expected(line: ProgramLine) -> str:
    """When the rest will be there, or why nobody can say."""
    forecast = line.forecast
    if line.is_over and not line.is_complete:
        reason = getattr(getattr(line.program, "closing", None), "reason", "")
        return f"Nothing more. {line.forecast_words}. {reason}".strip()
    if forecast is None or forecast.p50_on is None:
        return line.forecast_words
    late = f", and by {day(forecast.p85_on, line.on)} in 85 of 100 futures" if forecast.p85_on else ""
    return f"Most likely by {day(forecast.p50_on, line.on)}{late}"
