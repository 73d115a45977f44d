"""What this room itself plugs in: action items have a page, a place in the list, and stand on their owner's home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse

from dataops.work import actions, clock, home, needs, search
from dataops.work.models import ActionItem, Comment, Webhook
from dataops.work.needs import Need, Urgency
from dataops.work.people import Person
from dataops.work.targets import Kind, kinds, name_of, seen_among, url_of


def needs_of_items(user: Person, *, at: datetime) -> Iterator[Need]:
    """One's own action items that are due within a week or overdue."""
    if user.vendor_id is not None:
        return
    soon = clock.today_of(user, at=at) + actions.SOON
    due = ActionItem.objects.open().filter(owner=user, due_on__lte=soon).select_related("given_by")
    for item in due.order_by("due_on", "pk"):
        is_late = item.due_on < clock.today_of(user, at=at)
        yield Need(
            urgency=Urgency.LATE if is_late else Urgency.DUE,
            title=item.title,
            why=f"{'It was' if is_late else 'It is'} due {item.due_on:%-d %b}. {_given(item, user)}",
            url=reverse("work:action-detail", args=[item.pk]),
            action="Open it",
            meta=("Action item", item.source),
            since=item.created_at if is_late else None,
            tone="bad" if is_late else "warn",
        )


def dates_of_items(user: Person, *, on: date, until: date) -> Iterator[home.Ahead]:
    if user.vendor_id is not None:
        return
    mine = ActionItem.objects.open().filter(owner=user, due_on__range=(on, until))
    for item in mine.order_by("due_on", "pk"):
        url = reverse("work:action-detail", args=[item.pk])
        yield home.Ahead(item.due_on, item.title, item.source, url, "Action item")


def _given(item: ActionItem, user: Person) -> str:
    if item.given_by is None or item.given_by_id == user.pk:
        return "You noted it down."
    return f"{item.given_by.name} waits for it."


def found_comments(user: Person, text: str, *, limit: int) -> Iterator[search.Hit]:
    """What people said, with the page it was said on."""
    said = Comment.objects.visible_to(user).standing().filter(body__icontains=text)
    rows = list(said.select_related("target_type").order_by("-pk")[:limit])
    seen = seen_among(user, rows)
    for row in rows:
        if (target := seen.get((row.target_type_id, row.target_id))) is not None:
            url = f"{url_of(target, user)}#talk"
            yield search.Hit("Comment", search.excerpt(row.body, text), name_of(target), url)


def found_actions(user: Person, text: str, *, limit: int) -> Iterator[search.Hit]:
    for item in ActionItem.objects.visible_to(user).filter(title__icontains=text).order_by("-pk")[:limit]:
        detail = f"{item.get_state_display()}, due {item.due_on:%-d %b %Y}"
        yield search.Hit("Action item", item.title, detail, reverse("work:action-detail", args=[item.pk]))


kinds.register(
    "work.actionitem",
    Kind(
        noun="Action item",
        load=lambda user: ActionItem.objects.visible_to(user).select_related("owner", "target_type"),
        url=lambda item, user: reverse("work:action-detail", args=[item.pk]),
        owners=lambda item: [item.owner_id],
    ),
)
kinds.register(
    "work.webhook",
    Kind(
        noun="Webhook",
        load=lambda user: Webhook.objects.visible_to(user),
        url=lambda hook, user: reverse("work:webhook-detail", args=[hook.pk]),
    ),
)
actions.sources.register("work", actions.items_of)
needs.providers.register("work", needs_of_items)
home.dates.register("work", dates_of_items)
search.providers.register("work.comments", found_comments)
search.providers.register("work.actions", found_actions)
