"""What happened, in sentences: the trail as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q
from django.urls import reverse

from dataops.accounts.models import User
from dataops.audit.models import Event, EventQuerySet
from dataops.web.templatetags.wording import days_in, value_words, verb_words
from programs import permissions
from programs.choices import Metric
from programs.models import Program
from programs.reports.promise import UNITS
from programs.rules import written

# What the machinery notes of itself, and work that comes by the thousand: in the trail, not in the news.
QUIET = (
    "access.",
    "notification",
    "news.",
    "subscription.",
    "annotation.",
    "batch.measured",
    "evidence.",
    "import.started",
    "job.",
    "project.recompute_asked",
    "slot.",
    "task.",
)
# Their details are amounts: the line itself says that something costs more, or less.
OF_MONEY = Q(verb__startswith="budget.") | Q(verb="target.set", details__metric=Metric.UNIT_COST)
NAMED = 3  # of several things of one kind, so many by name
READ = 12  # events looked at for each line, because neighbours of one kind become one


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    url: str = ""


def feed_of(program: Program, *, with_money: bool, limit: int = 12) -> list[Entry]:
    """The newest events of one program; what things cost only for those who may know it."""
    events = _newest(Event.objects.in_program(program.pk), limit, with_money=with_money)
    return [Entry(run[0].happened_at, sentence_of(run, within=str(program))) for run in events]


def recent(user, *, limit: int) -> list[Entry]:
    """The newest events of the programs the person sees."""
    codes = dict(Program.objects.visible_to(user).values_list("pk", "code"))
    with_money = user.has_perm(permissions.SEE_MONEY)
    runs = _newest(Event.objects.filter(program_id__in=codes), limit, with_money=with_money)
    return [_entry(run, codes[run[0].program_id]) for run in runs]


def sentence_of(run: Sequence[Event], *, within: str = "") -> str:
    """“Milestone moved: Pilot, from 1 to 9 Mar” – noun, verb, subject and what changed; of several, which."""
    event = run[0]
    who = f" by {event.actor.public_name}" if event.actor else ""
    if len(run) > 1:
        return f"{verb_words(event.verb)}{_named(run, within)}{who}"
    about = (_subject(event, within), getattr(event, "person_name", ""), _change(event.details))
    parts = [part for part in about if part]
    return f"{verb_words(event.verb)}{': ' if parts else ''}{', '.join(parts)}{who}"


def loud(events: EventQuerySet, *, with_money: bool) -> EventQuerySet:
    """What matters to people; what things cost only for those who may know it."""
    events = events if with_money else events.exclude(OF_MONEY)
    for beginning in QUIET:
        events = events.exclude(verb__startswith=beginning)
    return events


def _newest(events: EventQuerySet, limit: int, *, with_money: bool) -> list[list[Event]]:
    """Newest first; what one person did again and again on one day is one entry."""
    events = loud(events, with_money=with_money)
    newest = events.newest_first().select_related("actor__organisation")[: limit * READ]
    happened = sorted(newest, key=lambda event: event.happened_at, reverse=True)
    runs = [list(run) for _, run in groupby(happened, key=_kind)][:limit]
    name_people([run[0] for run in runs])
    return runs


def name_people(events: Sequence[Event]) -> None:
    """The trail keeps the number of who was let in, so that a name can be forgotten; people read the name."""
    named = [(event, key) for event in events if isinstance(key := event.details.get("person"), int)]
    people = User.objects.select_related("organisation").in_bulk({key for _, key in named}) if named else {}
    for event, key in named:
        if person := people.get(key):
            event.person_name = person.public_name


def _kind(event: Event) -> tuple[object, ...]:
    """What makes two neighbours one: who did what where on which day. A change from one value to another stays apart."""
    day, change = event.happened_at.date(), _change(event.details)
    return event.verb, event.actor_id, event.program_id, day, change


def _entry(run: Sequence[Event], code: str) -> Entry:
    url = reverse("programs:program-detail", args=[code]) if code else ""
    return Entry(at=run[0].happened_at, text=sentence_of(run), url=url)


def _subject(event: Event, within: str) -> str:
    """On the program's own page its name goes without saying; of a comment one wants to know what it was about."""
    about = event.details.get("about") if event.verb.startswith("comment.") else None
    subject = str(about or event.subject)
    return "" if subject == within else days_in(subject)


def _named(run: Sequence[Event], within: str) -> str:
    """The first few of several by name, then how many more; one thing that was done again, how often."""
    names = list(dict.fromkeys(filter(None, (_subject(event, within) for event in run))))
    if len(names) < 2:
        return f"{': ' if names else ''}{''.join(names)}, {len(run)} times"
    more = len(names) - NAMED
    return f": {', '.join(names[:NAMED])}{f' and {more} more' if more > 0 else ''}"


def _change(details: dict[str, object]) -> str:
    """From what to what; nothing where a value was said again."""
    if "was" not in details or "now" not in details:
        return ""
    was, now = (_figure(details, name) for name in ("was", "now"))
    if details["was"] is None:
        return f"now {now}"
    if was != now:
        return f"from {was} to {now}"
    return f"tolerance {_figure(details, 'tolerance')}" if "tolerance" in details else ""


def _figure(details: dict[str, object], name: str) -> str:
    """A figure of a measure as every page writes it; anything else in words."""
    metric, value = details.get("metric"), details.get(name)
    if metric not in Metric.values or metric == Metric.UNIT_COST or not isinstance(value, str):
        return value_words(value)
    return written(float(value), UNITS.get(Metric(metric), "share"))
