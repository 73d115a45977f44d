"""The rule: schedule, quality, cost, scope and risk, each against what the program tolerates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil

from django.urls import reverse

from dataops.web.templatetags.formats import day, number, plural_of, share
from programs.choices import Dimension, Metric, ProgramState, Rag
from programs.models import Milestone, Program, ProgramForecast, RaidItem, Target
from programs.models.raid import LEVELS
from programs.rules.dates import held
from programs.rules.earned import Tolerance
from programs.rules.program import Kept, Progress, judge
from programs.rules.status import Cause, Said, Standing, Status, with_said
from programs.sockets import Measure

MUCH_TOO_LATE = timedelta(days=14)  # a milestone that is overdue longer has no plan that holds
COLOURS = {"ok": Rag.ON_TRACK, "warn": Rag.AT_RISK, "bad": Rag.OFF_TRACK, "idle": Rag.NO_DATA}
EXTREME = LEVELS[0][0]


@dataclass(frozen=True)
class Slip:
    """An open milestone that will likely, or may well, be reached after its due date."""

    milestone: Milestone
    p50_on: date
    p85_on: date | None
    is_likely: bool


@dataclass(frozen=True)
class Around:
    """What beside dates and measures decides how a program stands; None where nobody looked."""

    over_share: float | None = None
    bound_share: float | None = None
    tolerance: Tolerance = field(default_factory=Tolerance)
    no_cost: str = "No budget is set."
    late: Milestone | None = None
    slipping: Slip | None = None
    risk: RaidItem | None = None
    risks: int | None = None
    waiting_changes: int = 0
    baseline: int | None = None
    said: Mapping[str, Said] = field(default_factory=dict)


def status_of(
    program: Program,
    *,
    forecast: ProgramForecast | None,
    progress: Progress,
    targets: Sequence[Target],
    measures: Mapping[str, Measure],
    on: date,
    around: Around | None = None,
) -> Status:
    """Each dimension by its tolerance, together by `status.RULE`."""
    if (outside := _outside_the_rule(program, on)) is not None:
        return outside
    around = around or Around()
    standings = [
        _schedule(program, forecast, progress, around, on),
        _quality(program, targets, measures),
        _cost(program, targets, measures, around),
        _scope(program, around),
        _risk(program, around),
    ]
    return with_said(standings, around.said)


def _outside_the_rule(program: Program, on: date) -> Status | None:
    if program.state == ProgramState.DELIVERED:
        closing = getattr(program, "closing", None)
        return Status(ProgramState.DELIVERED, closing.words if closing else "Delivered.")
    if program.state == ProgramState.PAUSED:
        return Status(ProgramState.PAUSED, "On hold: nothing is forecast while nothing moves.")
    if program.state == ProgramState.PLANNED or program.starts_on > on:
        return Status(ProgramState.PLANNED, f"Starts {day(program.starts_on, on)}.")
    return None


def _schedule(
    program: Program, forecast: ProgramForecast | None, progress: Progress, around: Around, on: date
) -> Standing:
    """Off track: P50 of the program or of a milestone is after its due date. At risk: P85 is, or one is overdue."""
    found = _by_dates(program, forecast, progress, on)
    if progress.remaining == 0:
        return found
    if around.late is not None:
        found = _with_trouble(found, *_overdue(program, around.late, on, found.rule))
    if around.slipping is not None:
        found = _with_trouble(found, *_slipping(program, around.slipping, on))
    return found


def _with_trouble(found: Standing, key: Rag, cause: Cause) -> Standing:
    """The worse of both, and its reason first; what is well is no reason any more."""
    troubles = found.causes if found.rule in (Rag.OFF_TRACK, Rag.AT_RISK) else ()
    is_worse = _badness(key) > _badness(found.rule)
    causes = (cause, *troubles) if is_worse else (*troubles, cause)
    return Standing(Dimension.SCHEDULE, key if is_worse else found.rule, causes, found.figure)


def _overdue(program: Program, late: Milestone, on: date, rule: str) -> tuple[Rag, Cause]:
    overdue = on - late.due_on
    text = f"{late.name} was due {day(late.due_on, on)}, {plural_of(overdue.days, 'day,days')} ago."
    key = Rag.OFF_TRACK if overdue > MUCH_TOO_LATE or rule == Rag.OFF_TRACK else Rag.AT_RISK
    return key, Cause(text, _page(program) + "#plan")


def _slipping(program: Program, slip: Slip, on: date) -> tuple[Rag, Cause]:
    due_on = slip.milestone.due_on
    which, expected_on = ("P50", slip.p50_on) if slip.is_likely else ("P85", slip.p85_on)
    assert expected_on is not None
    late = _days((expected_on - due_on).days)
    text = (
        f"{slip.milestone.name} is due {day(due_on, on)}, its {which} is {day(expected_on, on)}, {late} late."
    )
    return Rag.OFF_TRACK if slip.is_likely else Rag.AT_RISK, Cause(text, _page(program) + "#plan")


def _by_dates(program: Program, forecast: ProgramForecast | None, progress: Progress, on: date) -> Standing:
    if progress.remaining == 0:
        return _in_time(Rag.ON_TRACK, f"All {number(progress.planned)} units are accepted.", _page(program))
    if program.due_on < on:
        open_ = number(progress.remaining)
        text = f"The due date {day(program.due_on, on)} has passed with {open_} units open."
        return _in_time(Rag.OFF_TRACK, text, _page(program), (on - program.due_on).days)
    if forecast is None:
        return _in_time(Rag.NO_DATA, "No forecast has run yet.", _page(program))
    if forecast.p50_on is None:
        if not forecast.is_out_of_sight:
            return _in_time(Rag.NO_DATA, forecast.why, _page(program))
        text = f"At {number(round(progress.per_week))} a week the end is out of sight."
        return _in_time(Rag.OFF_TRACK, text, _page(program) + "#forecast")
    return _by_forecast(program, forecast, forecast.p50_on, progress, on)


def _by_forecast(
    program: Program, forecast: ProgramForecast, p50_on: date, progress: Progress, on: date
) -> Standing:
    pace, where = _pace(progress), _page(program) + "#forecast"
    latest = program.due_on + timedelta(days=program.tolerance_days)
    p85_on = forecast.p85_on
    slip = (p85_on - program.due_on).days if p85_on else None
    rag = held(latest, p50_on, p85_on)
    if rag == Rag.OFF_TRACK:
        late = (p50_on - program.due_on).days
        text = f"P50 is {day(p50_on, on)}, {_days(late)} late: {pace}."
        return _in_time(rag, text, where, slip)
    if p85_on is None:
        return _in_time(Rag.AT_RISK, f"P85 is out of sight: {pace}.", where)
    if rag == Rag.AT_RISK:
        text = f"P85 is {day(p85_on, on)}, {_days((p85_on - program.due_on).days)} late: {pace}."
        return _in_time(Rag.AT_RISK, text, where, slip)
    spare = (program.due_on - p85_on).days
    room = f"{_days(spare)} before due" if spare > 0 else f"{_days(-spare)} late, which is tolerated"
    room = room if spare else "the day it is due"
    return _in_time(Rag.ON_TRACK, f"P85 is {day(p85_on, on)}, {room}.", where, slip)


def _quality(program: Program, targets: Sequence[Target], measures: Mapping[str, Measure]) -> Standing:
    """At risk: a target is missed beyond doubt. Off track: by more than its tolerance, where it has one."""
    asked = [target for target in targets if target.metric != Metric.UNIT_COST]
    if not asked:
        return Standing(Dimension.QUALITY, Rag.NO_DATA, (Cause("No target of quality is set.", _page(program) + "#targets"),))  # fmt: skip
    return _by_targets(program, asked, measures, Dimension.QUALITY)


def _cost(
    program: Program, targets: Sequence[Target], measures: Mapping[str, Measure], around: Around
) -> Standing:
    """By the tolerance of its budget, of where it ends and of what is ordered; at risk also where a unit is too dear."""
    found = _at_the_end(program, targets, measures, around)
    bound = around.bound_share
    key = COLOURS[around.tolerance.kind(None if bound is None else Decimal(str(bound)))]
    if key not in (Rag.AT_RISK, Rag.OFF_TRACK):
        return found
    assert bound is not None
    text = f"Spent and ordered is {share(bound, 1)} more than was set aside; {_limits(around.tolerance)}."
    cause = Cause(text, _page(program) + "#budget", is_money=True)
    troubles = found.causes if found.rule in (Rag.AT_RISK, Rag.OFF_TRACK) else ()
    is_worse = _badness(key) > _badness(found.rule)
    causes = (cause, *troubles) if is_worse else (*troubles, cause)
    return Standing(Dimension.COST, key if is_worse else found.rule, causes, found.figure)


def _at_the_end(
    program: Program, targets: Sequence[Target], measures: Mapping[str, Measure], around: Around
) -> Standing:
    """What it costs once all is accepted, at the cost of a unit so far, and whether a unit is too dear."""
    asked = [target for target in targets if target.metric == Metric.UNIT_COST]
    of_units = _by_targets(program, asked, measures, Dimension.COST)
    where, over = _page(program) + "#budget", around.over_share
    if over is None:
        if of_units.rule != Rag.NO_DATA:
            return of_units
        return Standing(Dimension.COST, Rag.NO_DATA, (Cause(around.no_cost, where),))
    key = COLOURS[around.tolerance.kind(Decimal(str(over)))]
    text = f"It ends {share(abs(over), 1)} {'over' if over > 0 else 'under'} budget; {_limits(around.tolerance)}."
    cause = Cause(text, where, is_money=True)
    missed = of_units.causes if of_units.rule in (Rag.AT_RISK, Rag.OFF_TRACK) else ()
    both = max((key, of_units.rule), key=_badness) if missed else key
    causes = missed if missed and key == Rag.ON_TRACK else (cause, *missed)
    return Standing(Dimension.COST, both, causes, over)


def _limits(tolerance: Tolerance) -> str:
    return f"at risk from {share(tolerance.amber, 1)}, off track from {share(tolerance.red, 1)} over"


def _scope(program: Program, around: Around) -> Standing:
    """At risk: more or less than agreed by more than is tolerated, or a change waits. Off track: twice as far."""
    planned, agreed = program.units_planned, around.baseline or program.units_planned
    moved, tolerated = abs(planned / agreed - 1), float(program.tolerance_scope)
    where = _page(program) + "#changes"
    text = f"{number(planned)} units are planned, as agreed."
    if planned != agreed:
        more = "more" if planned > agreed else "fewer"
        text = (
            f"{number(planned)} units are planned, {share(moved, 1)} {more} than the {number(agreed)} agreed "
            f"upon; {share(tolerated)} is tolerated."
        )
    key = Rag.OFF_TRACK if moved > 2 * tolerated else Rag.AT_RISK if moved > tolerated else Rag.ON_TRACK
    causes = [Cause(text, where)]
    if around.waiting_changes:
        causes = [] if key == Rag.ON_TRACK else causes
        waits = plural_of(around.waiting_changes, "change of scope waits,changes of scope wait")
        causes.insert(0, Cause(f"{waits} for a decision.", where))
        key = max(key, Rag.AT_RISK, key=_badness)
    return Standing(Dimension.SCOPE, key, tuple(causes), moved)


def _risk(program: Program, around: Around) -> Standing:
    """At risk: an open risk scores higher than is tolerated. Off track: it is extreme."""
    where = reverse("programs:raid-of-program", args=[program.code])
    if around.risks is None:
        return Standing(Dimension.RISK, Rag.NO_DATA, (Cause("No risk was ever written down.", where),))
    if around.risk is None:
        return Standing(Dimension.RISK, Rag.ON_TRACK, (Cause("No risk is open.", where),), 0.0)
    score = around.risk.likelihood * around.risk.impact  # type: ignore[operator]
    limit = program.tolerance_risk
    if score <= limit:
        counted = plural_of(around.risks, "open risk scores,open risks score")
        text = f"{counted} {score} at most; up to {limit} is tolerated."
        return Standing(Dimension.RISK, Rag.ON_TRACK, (Cause(text, where),), score)
    key = Rag.OFF_TRACK if score >= max(EXTREME, limit + 1) else Rag.AT_RISK
    text = f"“{around.risk.statement}” scores {score}; up to {limit} is tolerated."
    return Standing(Dimension.RISK, key, (Cause(text, where),), score)


def _by_targets(
    program: Program, targets: Sequence[Target], measures: Mapping[str, Measure], dimension: Dimension
) -> Standing:
    judged = [(target, judge(target, measures.get(target.metric), program.currency)) for target in targets]
    missed = [pair for pair in judged if pair[1].is_missed]
    known = [kept for _, kept in judged if kept.word != "No data"]
    figure = max((_short(target, measures.get(target.metric)) for target in targets), default=None)
    if missed:
        key = max((_of_miss(target, kept) for target, kept in missed), key=_badness)
        causes = tuple(_missed(program, target, kept, measures[target.metric]) for target, kept in missed)
        return Standing(dimension, key, causes, figure)
    is_money, where = dimension == Dimension.COST, _page(program) + "#targets"
    if not known:
        nothing = Cause("Nothing of what was promised is measured yet.", where, is_money=is_money)
        return Standing(dimension, Rag.NO_DATA, (nothing,))
    text = f"{plural_of(len(known), 'measured target is,measured targets are')} kept or within doubt."
    return Standing(dimension, Rag.ON_TRACK, (Cause(text, where, is_money=is_money),), figure)


def _of_miss(target: Target, kept: Kept) -> Rag:
    """Beyond a tolerance that was set; without one there is no such line."""
    return Rag.OFF_TRACK if kept.kind == "bad" and target.tolerance else Rag.AT_RISK


def _missed(program: Program, target: Target, kept: Kept, measure: Measure) -> Cause:
    words = f"{target.get_metric_display()} is {kept.reason}"
    where = measure.url or _page(program) + "#targets"
    return Cause(words, where, is_money=measure.unit == "money")


def _short(target: Target, measure: Measure | None) -> float:
    """By what share of the target the measure falls short of it."""
    if measure is None or measure.value is None or not target.value:
        return 0.0
    sign = 1 if target.is_higher_better else -1
    return sign * (float(target.value) - measure.value) / float(target.value)


def _badness(key: str) -> int:
    return [Rag.NO_DATA, Rag.ON_TRACK, Rag.AT_RISK, Rag.OFF_TRACK].index(Rag(key))


def _in_time(key: Rag, text: str, url: str, figure: float | None = None) -> Standing:
    return Standing(Dimension.SCHEDULE, key, (Cause(text, url),), figure)


def _pace(progress: Progress) -> str:
    """The pace of the last four weeks, against the one that the due date asks for."""
    found = f"the last four weeks brought {number(round(progress.per_week))} a week"
    needed = progress.needed_per_week
    return found if needed is None else f"{found}, {number(ceil(needed))} are needed"


def _page(program: Program) -> str:
    return _page_of(program.code)


@lru_cache(maxsize=4096)
def _page_of(code: str) -> str:
    return reverse("programs:program-detail", args=[code])


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
