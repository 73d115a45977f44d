"""What waits for somebody about vendors: their manager, and a vendor's own admin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from dataops.work.needs import Need, Urgency
from programs import permissions
from vendors.choices import OrderState, ScorecardState
from vendors.models import Contract, Scorecard, Vendor, WorkOrder
from vendors.reports.scorecard import month_of

UNANSWERED_AFTER = timedelta(days=2)
LOOK_AHEAD = timedelta(days=60)


def needs_of(user, *, at: datetime) -> Iterator[Need]:
    """Everything about vendors that waits for this person."""
    if user.vendor_id is None and user.has_perm(permissions.MANAGE_VENDORS):
        yield from _orders_of_teams(user)
        yield from _orders_unanswered(user, at)
        yield from _disputes(user)
        yield from _cards_to_publish(user, at)
        yield from _contracts_ending(user, at)
    if user.vendor_id is not None and user.has_perm(permissions.ANSWER_ORDERS):
        yield from _orders_to_answer(user)
    if user.vendor_id is not None and user.has_perm(permissions.ANSWER_SCORECARDS):
        yield from _cards_to_answer(user)


def _orders_unanswered(user, at: datetime) -> Iterator[Need]:
    waiting = WorkOrder.objects.visible_to(user).filter(
        state=OrderState.SENT, sent_at__lt=at - UNANSWERED_AFTER, vendor__in=Vendor.objects.external()
    )
    for order in waiting.select_related("vendor__organisation", "program").order_by("sent_at", "pk"):
        yield Need(
            urgency=Urgency.LATE,
            title=f"{order.vendor.name} has not answered {order.number}",
            why=f"Sent {(at - order.sent_at).days} days ago; {order.program.code} waits for {order.units:,} units.",
            url=reverse("vendors:order-detail", args=[order.pk]),
            action="Open order",
            meta=(order.program.code,),
            since=order.sent_at,
        )


def _orders_of_teams(user) -> Iterator[Need]:
    waiting = WorkOrder.objects.visible_to(user).filter(state=OrderState.SENT)
    teams = waiting.exclude(vendor__in=Vendor.objects.external())
    for order in teams.select_related("vendor__organisation", "program").order_by("sent_at", "pk"):
        yield Need(
            urgency=Urgency.BLOCKS_OTHERS,
            title=f"Answer order {order.number} for {order.vendor.name}",
            why=f"{order.units:,} units for {order.program.name}, due {order.due_on:%-d %b}. A team of ours is answered for.",
            url=reverse("vendors:order-answer", args=[order.pk]),
            action="Answer",
            meta=(order.program.code,),
            since=order.sent_at,
        )


def _disputes(user) -> Iterator[Need]:
    disputed = Scorecard.objects.visible_to(user).filter(state=ScorecardState.DISPUTED)
    for card in disputed.select_related("vendor__organisation").order_by("responded_at", "pk"):
        yield Need(
            urgency=Urgency.BLOCKS_OTHERS,
            title=f"{card.vendor.name} disputes its scorecard of {card.month_on:%B}",
            why=card.response[:160],
            url=reverse("vendors:scorecard-detail", args=[card.pk]) + "#word",
            action="Answer the dispute",
            since=card.responded_at,
            tone="bad",
        )


def _cards_to_publish(user, at: datetime) -> Iterator[Need]:
    ready = Scorecard.objects.visible_to(user).filter(
        state=ScorecardState.COMPUTED, month_on__lt=month_of(at.date()), score__isnull=False
    )
    for card in ready.select_related("vendor__organisation").order_by("month_on", "pk"):
        yield Need(
            urgency=Urgency.DUE,
            title=f"Publish the scorecard of {card.vendor.name} for {card.month_on:%B %Y}",
            why="The month is over. The vendor sees its numbers when you publish them.",
            url=reverse("vendors:scorecard-detail", args=[card.pk]),
            action="Review and publish",
            since=card.computed_at,
            tone="info",
        )


def _contracts_ending(user, at: datetime) -> Iterator[Need]:
    today = at.date()
    ending = Contract.objects.visible_to(user).ending_within(on=today, until=today + LOOK_AHEAD)
    for contract in ending.select_related("vendor__organisation").order_by("ends_on", "pk"):
        left = (contract.ends_on - today).days
        is_late = left <= contract.notice_days
        yield Need(
            urgency=Urgency.LATE if is_late else Urgency.WORTH_KNOWING,
            title=f"Contract {contract.number} of {contract.vendor.name} ends in {left} days",
            why=f"Notice is {contract.notice_days} days. Without a new contract with a rate no order can be sent.",
            url=reverse("vendors:vendor-detail", args=[contract.vendor.slug]),
            action="Open vendor",
            tone="warn" if is_late else "idle",
        )


def _orders_to_answer(user) -> Iterator[Need]:
    waiting = WorkOrder.objects.visible_to(user).filter(state=OrderState.SENT)
    for order in waiting.select_related("program").order_by("sent_at", "pk"):
        yield Need(
            urgency=Urgency.BLOCKS_OTHERS,
            title=f"Answer order {order.number}",
            why=f"{order.units:,} units for {order.program.name}, due {order.due_on:%-d %b}. Nothing starts before your yes.",
            url=reverse("vendors:portal-order", args=[order.pk]),
            action="Answer",
            since=order.sent_at,
        )


def _cards_to_answer(user) -> Iterator[Need]:
    waiting = Scorecard.objects.visible_to(user).filter(state=ScorecardState.PUBLISHED)
    for card in waiting.order_by("month_on", "pk"):
        yield Need(
            urgency=Urgency.DUE,
            title=f"Your scorecard of {card.month_on:%B} is here",
            why="Agree, or say which number is wrong.",
            url=reverse("vendors:portal-scorecard-month", args=[card.pk]),
            action="Read and answer",
            since=card.published_at,
            tone="info",
        )
