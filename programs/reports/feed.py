"""What happened, in sentences: the trail as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from dataops.audit.models import Event
from dataops.web.templatetags.formats import day
from programs.models import Program

QUIET = ("access.denied", "job.started", "job.done")


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    url: str = ""


def feed_of(program: Program, *, limit: int = 12) -> list[Entry]:
    """The newest events of one program."""
    events = Event.objects.in_program(program.pk).newest_first().select_related("actor")
    return [Entry(event.happened_at, sentence_of(event, within=str(program))) for event in events[:limit]]


def recent(user, *, limit: int) -> list[Entry]:
    """The newest events of the programs the person sees."""
    codes = dict(Program.objects.visible_to(user).values_list("pk", "code"))
    events = Event.objects.filter(program_id__in=codes).exclude(verb__in=QUIET)
    newest = events.newest_first().select_related("actor")[:limit]
    return [_entry(event, codes[event.program_id]) for event in newest]


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
