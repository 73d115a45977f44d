"""Everything that happened, one line an event, for pages, files and scripts alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from dataops.accounts.models import User
from dataops.audit.models import Event, EventQuerySet
from dataops.work import clock, targets
from programs import permissions
from programs.reports.feed import loud, name_people, sentence_of


@dataclass(frozen=True)
class Happening:
    event: Event
    code: str
    text: str
    url: str


def narrowed(events: EventQuerySet, asked: Mapping[str, Any], *, reader: User) -> EventQuerySet:
    """What the filters leave of what this person may read. Days end where the reader is."""
    events = loud(events, with_money=reader.has_perm(permissions.SEE_MONEY))
    if program := asked.get("program"):
        events = events.filter(program_id=program.pk)
    if kind := asked.get("kind"):
        events = events.filter(verb__startswith=f"{kind}.")
    if person := asked.get("person"):
        events = events.filter(actor=person)
    zone = clock.zone_of(reader)
    if since := asked.get("since"):
        events = events.filter(happened_at__gte=datetime.combine(since, time(), tzinfo=zone))
    if until := asked.get("until"):
        after = datetime.combine(until + timedelta(days=1), time(), tzinfo=zone)
        events = events.filter(happened_at__lt=after)
    return events.select_related("actor__organisation", "target_type")


def happenings_of(
    events: Sequence[Event], *, reader: User, codes: Mapping[int, str], within: str = ""
) -> list[Happening]:
    """Newest first, each with the page it leads to where the reader may open one."""
    name_people(events)
    seen = targets.seen_among(reader, [event for event in events if event.target_type_id])

    def url_of(event: Event) -> str:
        target = seen.get((event.target_type_id, event.target_id))
        return targets.url_of(target, reader) if target is not None else ""

    return [
        Happening(event, codes.get(event.program_id, ""), sentence_of([event], within=within), url_of(event))
        for event in sorted(events, key=lambda event: event.happened_at, reverse=True)
    ]
