"""People behind an @: found among those who may read along, and nobody is given away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, Value
from django.db.models.functions import Lower, Replace

from dataops.base.errors import Refused
from dataops.work import targets
from dataops.work.people import Person

WORD = re.compile(r"(?<![\w@./-])@([A-Za-z][\w.+-]*(?:@[\w-]+(?:\.[\w-]+)+)?)")
MOST = 20
LOOKED_AT = 12  # people asked for suggestions: whether one may see a page is a look into the database


class CannotMention(Refused):
    pass


def words_in(text: str) -> list[str]:
    """The words behind an @, each once, without the full stop that ends a sentence."""
    return list(dict.fromkeys(word.rstrip(".-") for word in WORD.findall(text)))


def resolve(text: str, target: Model, *, author: Person, is_shared: bool) -> dict[str, int]:
    """Whom each word means. One that means nobody here and one that means somebody who may not read is the same no."""
    words = words_in(text)
    if len(words) > MOST:
        raise CannotMention(f"Mention {MOST} people at most.")
    return {word: _one(word, target, author, is_shared).pk for word in words}


def suggest(part: str, target: Model, *, author: Person, is_shared: bool, limit: int = 5) -> list[Person]:
    """Who may be meant by the beginning of a word, among those who may read along."""
    matching = Q(name__icontains=part) | Q(email__istartswith=part)
    asked = _people(author).filter(matching).exclude(pk=author.pk).order_by("name", "pk")[:LOOKED_AT]
    return list(islice(_reading(asked, target, is_shared), limit))


def handle_of(person: Person) -> str:
    """The short name by which a person is mentioned."""
    return person.email.partition("@")[0]


def _one(word: str, target: Model, author: Person, is_shared: bool) -> Person:
    by_name = _people(author).annotate(dotted=Lower(Replace("name", Value(" "), Value("."))))
    named = (
        Q(email__iexact=word) if "@" in word else Q(email__istartswith=f"{word}@") | Q(dotted=word.lower())
    )
    found = list(_reading(by_name.filter(named).order_by("pk")[:LOOKED_AT], target, is_shared))
    if not found:
        raise CannotMention(
            f"Nobody who may read this goes by @{word}. Check the spelling, or write it without the @."
        )
    if len(found) > 1:
        raise CannotMention(
            f"Several people go by @{word}. Write @ and the e-mail address of the one you mean."
        )
    return found[0]


def _people(author: Person):
    people = get_user_model().objects
    return people.visible_to(author).active().select_related("organisation")


def _reading(people: Iterable[Person], target: Model, is_shared: bool) -> Iterator[Person]:
    """Of these people, who may read a comment on that."""
    for person in people:
        if (is_shared or person.vendor_id is None) and targets.may_see(person, target):
            yield person
