from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from dataops.audit.recording import record
from dataops.jobs.outbox import enqueue
from dataops.stats.forecast import days_until_done
from programs import sockets
from programs.models import Program, ProgramForecast

LONGEST_MEMORY = timedelta(days=182)


@transaction.atomic
def forecast_program(program: Program, *, at: datetime) -> ProgramForecast:
    """Say when the program will likely be done. Again on the same day replaces that day's answer."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    on = at.date()
    by_day = sockets.accepted_of([program.pk])[program.pk]
    remaining = max(0, program.units_planned - sum(by_day.values()))
    history = _history(program, by_day, on)
    rng = np.random.default_rng([program.pk, on.toordinal()])
    answer = days_until_done(remaining, history, rng=rng)
    before = program.forecasts.exclude(computed_on=on).order_by("-computed_on").first()
    forecast, _ = ProgramForecast.objects.update_or_create(
        program=program,
        computed_on=on,
        defaults={
            "computed_at": at,
            "remaining": remaining,
            "history_days": len(history),
            "p50_on": _day(on, answer.p50),
            "p85_on": _day(on, answer.p85),
            "p95_on": _day(on, answer.p95),
            "reason": answer.reason or "",
        },
    )
    _note_the_move(program, before, forecast)
    return forecast


def forecast_running(*, at: datetime) -> int:
    """Promise a forecast of every program that is under way, and say how many."""
    running = Program.objects.running().filter(starts_on__lte=at.date()).order_by("pk")
    for pk in running.values_list("pk", flat=True):
        enqueue("programs.forecast_program", program_id=pk)
    return len(running)


def _history(program: Program, by_day: dict[date, int], on: date) -> list[int]:
    """Accepted units of each whole day so far, idle days included; today is not over yet."""
    first = max(min([program.starts_on, *by_day]), on - LONGEST_MEMORY)
    return [max(0, by_day.get(first + timedelta(days=day), 0)) for day in range((on - first).days)]


def _day(on: date, days: int | None) -> date | None:
    return None if days is None else on + timedelta(days=days)


def _note_the_move(program: Program, before: ProgramForecast | None, now: ProgramForecast) -> None:
    """Only a date that moved is worth a line in the feed; the row trail keeps every run."""
    was = before.p85_on if before else None
    if was is None or now.p85_on is None or was == now.p85_on:
        return
    record("forecast.moved", program, actor=None, was=was.isoformat(), now=now.p85_on.isoformat())
