"""What programs ask of people by a day: milestones, entries of the RAID log, decisions, changes to decide upon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from dataops.accounts.models import User
from dataops.work import targets
from dataops.work.actions import Action
from programs import permissions
from programs.models import Ask, ChangeRequest, Decision, Milestone, Program, RaidItem, StatusReport

WEEK = timedelta(days=7)
DECIDED_WITHIN = timedelta(days=5)  # a change that waits longer holds up who asked for it


def actions_of_programs(user: User, *, owner: User | None, program_id: int | None) -> Iterator[Action]:
    """Everything open in the programs under way that the person sees."""
    if user.vendor_id is not None:
        return
    seen = Program.objects.visible_to(user).running()
    if program_id is not None:
        seen = seen.filter(pk=program_id)
    yield from _milestones(seen, owner)
    yield from _raid(seen, owner)
    yield from _decisions(seen, owner)
    yield from _reports(
        seen.filter(pk__in=Program.objects.granting(user, permissions.PUBLISH_REPORTS)), owner
    )
    yield from _asks(seen, owner)
    if user.has_perm(permissions.SEE_PROGRAMS):
        yield from _changes(seen, owner)


def _of(rows: QuerySet, seen: QuerySet, owner: User | None, column: str) -> QuerySet:
    rows = rows.filter(program__in=seen)
    rows = rows.filter(**{column: owner}) if owner is not None else rows
    return rows.select_related("program", column)


def _milestones(seen: QuerySet, owner: User | None) -> Iterator[Action]:
    for milestone in _of(Milestone.objects.open(), seen, owner, "program__manager"):
        person = milestone.program.manager
        yield _action(milestone, "Milestone", milestone.name, milestone.due_on, person)


def _raid(seen: QuerySet, owner: User | None) -> Iterator[Action]:
    """By the first day that it names: needed, to be reviewed, or accepted until."""
    dated = RaidItem.objects.open().annotate(due=Coalesce(F("need_by"), F("review_on"), F("accepted_until")))
    for item in _of(dated.filter(due__isnull=False), seen, owner, "owner"):
        title = item.next_step or item.statement
        yield _action(item, item.get_kind_display(), title, item.due, item.owner)


def _decisions(seen: QuerySet, owner: User | None) -> Iterator[Action]:
    dated = Decision.objects.proposed().filter(needed_by__isnull=False)
    for decision in _of(dated, seen, owner, "decider"):
        day, person = decision.needed_by, decision.decider
        yield _action(decision, "Decision", decision.question, day, person, verb="Decide")


def _asks(seen: QuerySet, owner: User | None) -> Iterator[Action]:
    for ask in _of(Ask.objects.open(), seen, owner, "owner"):
        yield _action(ask, "Ask", ask.what, ask.needed_by, ask.owner, verb="Answer")


def _changes(seen: QuerySet, owner: User | None) -> Iterator[Action]:
    """For the program's manager, unless they asked for it: nobody decides upon their own."""
    waiting = ChangeRequest.objects.waiting().exclude(requested_by=F("program__manager"))
    for change in _of(waiting, seen, owner, "program__manager"):
        due_on, person = change.requested_on + DECIDED_WITHIN, change.program.manager
        yield _action(change, "Change request", str(change), due_on, person, verb="Decide")


def _reports(seen: QuerySet, owner: User | None) -> Iterator[Action]:
    """A draft is to be out when its week is over."""
    for report in _of(StatusReport.objects.drafts(), seen, owner, "program__manager"):
        title, person = f"Publish the report of week {report.week_on:%V}", report.program.manager
        due_on = report.week_on + WEEK
        yield _action(report, "Weekly report", title, due_on, person, verb="Finish")


def _action(row: Any, source: str, title: str, due_on, person: User, *, verb: str = "Open") -> Action:
    return Action(
        key=f"{row._meta.model_name}-{row.pk}",
        title=title,
        source=source,
        due_on=due_on,
        owner_id=person.pk,
        owner=person.name,
        url=targets.url_of(row, person),
        about=str(row.program),
        program_id=row.program_id,
        verb=verb,
    )
