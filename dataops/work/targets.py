"""The things that people talk about, follow and do something for. Every app plugs in those that have a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet

from dataops.base.registry import Registry


def nobody(target: Any) -> Iterable[int]:
    return ()


def no_vendor(target: Any) -> int | None:
    return None


@dataclass(frozen=True)
class Kind:
    """One kind of thing: its word, who may open it, what it is called and where its page is.

    `load` answers with the rows whose page the person may open. `owners` follow it without asking,
    by their keys. `vendor` names the vendor whose people see the thing too: what is said to them is
    said there. `anchor` is the column of others by which what hangs on such a thing is seen with it.
    """

    noun: str
    load: Callable[[Any], QuerySet]
    url: Callable[[Any, Any], str]
    name: Callable[[Any], str] = str
    owners: Callable[[Any], Iterable[int]] = nobody
    vendor: Callable[[Any], int | None] = no_vendor
    anchor: str = ""


kinds: Registry[Kind] = Registry("things that have a page")


def key_of(target: models.Model) -> str:
    return target._meta.label_lower


def kind_of(target: models.Model) -> Kind | None:
    return dict(kinds.items()).get(key_of(target))


def may_see(user, target: models.Model) -> bool:
    """Whether the person may open the page of this thing; what is no kind of ours has no page."""
    kind = kind_of(target)
    return kind is not None and kind.load(user).filter(pk=target.pk).exists()


def handle(target: models.Model) -> str:
    """How addresses name a thing: ``programs.milestone.12``."""
    return f"{key_of(target)}.{target.pk}"


def find(user, handle: str) -> models.Model | None:
    """The thing that an address names, if the person may open its page."""
    key, _, number = handle.rpartition(".")
    kind = dict(kinds.items()).get(key)
    if kind is None or not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    return kind.load(user).filter(pk=int(number)).first()


def name_of(target: models.Model) -> str:
    kind = kind_of(target)
    return kind.name(target) if kind else str(target)


def url_of(target: models.Model, user) -> str:
    kind = kind_of(target)
    return kind.url(target, user) if kind else ""


def anchors_of(user) -> dict[str, QuerySet]:
    """By column, the keys of the programs and vendors whose things the person sees with them."""
    return {kind.anchor: kind.load(user).values("pk") for kind in kinds if kind.anchor}


def about_seen(user) -> Q:
    """Holds for rows about what the person may open."""
    seen = Q(pk__in=[])
    for key, kind in kinds.items():
        content = ContentType.objects.get_by_natural_key(*key.split("."))
        seen |= Q(target_type=content, target_id__in=kind.load(user).order_by().values("pk"))
    return seen


def seen_among(user, rows: Iterable[Any]) -> dict[tuple[int, int], models.Model]:
    """Of what `rows` are about, the things the person may open now: one look per kind, not per row."""
    wanted: dict[Any, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.target_type, set()).add(row.target_id)
    found: dict[tuple[int, int], models.Model] = {}
    for content, keys in wanted.items():
        kind = dict(kinds.items()).get(f"{content.app_label}.{content.model}")
        if kind is not None:
            found |= {(content.pk, target.pk): target for target in kind.load(user).filter(pk__in=keys)}
    return found


def anchor_of(target: models.Model, kind: str) -> int | None:
    """Which program or vendor a thing is seen with: itself, or the one it hangs on."""
    return target.pk if target._meta.model_name == kind else getattr(target, f"{kind}_id", None)
