"""What will differ from the past: each change draws the forecast anew, so that every page says the same date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs import sockets
from programs.models import CrewChange, DayOff, Program
from programs.operations.forecast import forecast_program

MOST_DAYS, MOST_WEEKS = 31, 104


class CannotAssume(Refused):
    pass


@transaction.atomic
def add_days_off(
    program: Program,
    *,
    first: date,
    last: date | None = None,
    name: str,
    house: int | None = None,
    actor: User,
    at: datetime,
) -> list[DayOff]:
    """Nothing is accepted from `first` to `last`, of everybody or of one house. Days that are off already stay so."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    last = last or first
    if not 0 <= (last - first).days < MOST_DAYS:
        raise CannotAssume(
            f"The last day off is not before the first, and at most {MOST_DAYS} days are added at once."
        )
    if house is not None and house not in {queue.house for queue in sockets.queues_of(program)}:
        raise CannotAssume("That house has no open order in this program.")
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    made = [
        DayOff.objects.get_or_create(program=program, house_id=house, on=day, defaults={"name": name.strip()})
        for day in days
    ]
    if any(is_new for _, is_new in made):
        said = {"name": name.strip(), "first": first.isoformat(), "last": last.isoformat()}
        record("days_off.added", program, actor=actor, **said)
        forecast_program(program, at=at)
    return [row for row, _ in made]


@transaction.atomic
def remove_day_off(row: DayOff, *, actor: User, at: datetime) -> None:
    """It is a day like others. Removing it twice changes nothing."""
    program = Program.objects.select_for_update().get(pk=row.program_id)
    if DayOff.objects.filter(pk=row.pk).delete()[0]:
        record("day_off.removed", program, actor=actor, name=row.name, on=row.on.isoformat())
        forecast_program(program, at=at)


@transaction.atomic
def add_crew_change(
    program: Program,
    *,
    from_on: date,
    people_before: int,
    people_added: int,
    ramp_weeks: int = 0,
    note: str = "",
    actor: User,
    at: datetime,
) -> CrewChange:
    """So many people more or fewer from a day on. Said twice it is one change."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    said = {"people_before": people_before, "people_added": people_added, "ramp_weeks": ramp_weeks}
    if people_before < 1 or not people_added or people_added < -people_before:
        raise CannotAssume("Say how many work now and how many join; who leaves is at most all of them.")
    if not 0 <= ramp_weeks <= MOST_WEEKS:
        raise CannotAssume(f"People are at full pace after 0 to {MOST_WEEKS} weeks.")
    row, is_new = CrewChange.objects.get_or_create(
        program=program, from_on=from_on, defaults=said | {"note": note.strip()}
    )
    if is_new:
        record("crew_change.added", row, actor=actor, from_on=from_on.isoformat(), **said)
        forecast_program(program, at=at)
    elif said != {name: getattr(row, name) for name in said}:
        raise CannotAssume("A change of people is written down for that day already: remove it first.")
    return row


@transaction.atomic
def remove_crew_change(row: CrewChange, *, actor: User, at: datetime) -> None:
    """It will not happen. Removing it twice changes nothing."""
    program = Program.objects.select_for_update().get(pk=row.program_id)
    if CrewChange.objects.filter(pk=row.pk).delete()[0]:
        record(
            "crew_change.removed", program, actor=actor, people=row.people_added, on=row.from_on.isoformat()
        )
        forecast_program(program, at=at)
