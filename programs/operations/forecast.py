from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dataops.audit.recording import record
from dataops.jobs.outbox import enqueue, promised
from programs import sockets
from programs.models import MilestoneForecast, Program, ProgramForecast
from programs.reports.ahead import assumed_of
from programs.reports.futures import Future, futures_of


@transaction.atomic
def forecast_program(program: Program, *, at: datetime) -> ProgramForecast:
    """Say when the program and each of its open milestones will likely be done, all from the same futures.

    Again on the same day replaces that day's answer.
    """
    program = Program.objects.select_for_update().get(pk=program.pk)
    by_day = sockets.accepted_of([program.pk])[program.pk]
    open_ones = list(program.milestones.open().filter(units__gt=0).order_by("due_on", "pk"))
    units = [program.units_planned, *(one.units or 0 for one in open_ones)]
    whole, *parts = futures_of(program, by_day, units=units, on=at.date(), assumed=assumed_of(program))
    before = program.forecasts.exclude(computed_on=at.date()).order_by("-computed_on").first()
    forecast, _ = ProgramForecast.objects.update_or_create(
        program=program, computed_on=at.date(), defaults=_dated(whole, at)
    )
    for milestone, part in zip(open_ones, parts, strict=True):
        MilestoneForecast.objects.update_or_create(
            milestone=milestone, computed_on=at.date(), defaults=_dated(part, at)
        )
    _note_the_move(program, before, forecast)
    return forecast


def _dated(future: Future, at: datetime) -> dict[str, object]:
    answer = future.answer
    return {
        "computed_at": at,
        "remaining": future.remaining,
        "history_days": answer.history,
        "p50_on": future.day(answer.p50),
        "p85_on": future.day(answer.p85),
        "p95_on": future.day(answer.p95),
        "reason": answer.reason or "",
    }


@transaction.atomic
def promise_forecast(program_id: int) -> None:
    """Something was accepted or taken back: forecast anew, once for all of it that comes before the forecast begins."""
    Program.objects.select_for_update(no_key=True).get(
        pk=program_id
    )  # one that runs already has not seen it: it ends first
    if program_id not in promised("programs.forecast_program", "program_id"):
        enqueue("programs.forecast_program", program_id=program_id)


def forecast_running(*, at: datetime) -> int:
    """Promise a forecast of every program that is under way, and say how many."""
    running = Program.objects.running().filter(starts_on__lte=at.date()).order_by("pk")
    for pk in running.values_list("pk", flat=True):
        enqueue("programs.forecast_program", program_id=pk)
    return len(running)


def _note_the_move(program: Program, before: ProgramForecast | None, now: ProgramForecast) -> None:
    """Only a date that moved is worth a line in the feed; the row trail keeps every run."""
    was = before.p85_on if before else None
    if was is None or now.p85_on is None or was == now.p85_on:
        return
    record("forecast.moved", program, actor=None, was=was.isoformat(), now=now.p85_on.isoformat())
