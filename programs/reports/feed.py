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
from dataops.web.templatetags.wording import value_words, verb_words
from programs import permissions
from programs.choices import Metric
from programs.models import Program

# What the machinery notes of itself, and work that comes by the thousand: in the trail, not in the news.
QUIET = (
    "access.",
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
    """“Milestone moved: Pilot, from 1 to 9 Mar” – noun, verb, subject and what changed; of several, how many."""
    event = run[0]
    who = f" by {event.actor.public_name}" if event.actor else ""
    if len(run) > 1:
        return f"{verb_words(event.verb)}, {len(run)} times{who}"
    about = (_subject(event, within), getattr(event, "person_name", ""), _change(event.details))
    parts = [part for part in about if part]
    return f"{verb_words(event.verb)}{': ' if parts else ''}{', '.join(parts)}{who}"


def _newest(events: EventQuerySet, limit: int, *, with_money: bool) -> list[list[Event]]:
    """What matters to people, newest first; what one person did again and again on one day is one entry."""
    events = events if with_money else events.exclude(OF_MONEY)
    for beginning in QUIET:
        events = events.exclude(verb__startswith=beginning)
    newest = events.newest_first().select_related("actor__organisation")[: limit * READ]
    happened = sorted(newest, key=lambda event: event.happened_at, reverse=True)
    runs = [list(run) for _, run in groupby(happened, key=_kind)][:limit]
    _name_people([run[0] for run in runs])
    return runs


def _name_people(events: Sequence[Event]) -> None:
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
    """On the program's own page its name goes without saying."""
    return "" if event.subject == within else event.subject


def _change(details: dict[str, object]) -> str:
    if "was" not in details or "now" not in details:
        return ""
    now = value_words(details["now"])
    return f"from {value_words(details['was'])} to {now}" if details["was"] is not None else f"now {now}"
