"""What happened, in sentences: the trail as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from dataops.audit.models import Event, EventQuerySet
from dataops.web.templatetags.formats import day
from programs import permissions
from programs.choices import Metric
from programs.models import Program

QUIET = ("access.denied", "job.started", "job.done")
# Their details are amounts: the line itself says that something costs more, or less.
OF_MONEY = Q(verb__startswith="budget.") | Q(verb="target.set", details__metric=Metric.UNIT_COST)


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    url: str = ""


def feed_of(program: Program, *, with_money: bool, limit: int = 12) -> list[Entry]:
    """The newest events of one program; what things cost only for those who may know it."""
    events = _shown(Event.objects.in_program(program.pk), with_money=with_money)
    return [Entry(event.happened_at, sentence_of(event, within=str(program))) for event in events[:limit]]


def recent(user, *, limit: int) -> list[Entry]:
    """The newest events of the programs the person sees."""
    codes = dict(Program.objects.visible_to(user).values_list("pk", "code"))
    events = Event.objects.filter(program_id__in=codes).exclude(verb__in=QUIET)
    newest = _shown(events, with_money=user.has_perm(permissions.SEE_MONEY))
    return [_entry(event, codes[event.program_id]) for event in newest[:limit]]


def _shown(events: EventQuerySet, *, with_money: bool) -> EventQuerySet:
    shown = events if with_money else events.exclude(OF_MONEY)
    return shown.newest_first().select_related("actor")


def sentence_of(event: Event, *, within: str = "") -> str:
    """“Milestone moved: Pilot, from 1 to 9 Mar” – noun, verb, subject and what changed."""
    noun, _, verb = event.verb.partition(".")
    said = f"{noun} {verb}".replace("_", " ").capitalize()
    parts = [part for part in (_subject(event, within), _change(event.details)) if part]
    who = f" by {event.actor.name}" if event.actor else ""
    return f"{said}{': ' if parts else ''}{', '.join(parts)}{who}"


def _entry(event: Event, code: str) -> Entry:
    url = reverse("programs:program-detail", args=[code]) if code else ""
    return Entry(at=event.happened_at, text=sentence_of(event), url=url)


def _subject(event: Event, within: str) -> str:
    """On the program's own page its name goes without saying."""
    return "" if event.subject == within else event.subject


def _change(details: dict[str, object]) -> str:
    if "was" not in details or "now" not in details:
        return ""
    now = _written(details["now"])
    return f"from {_written(details['was'])} to {now}" if details["was"] is not None else f"now {now}"


def _written(value: object) -> str:
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value).replace("_", " ")
