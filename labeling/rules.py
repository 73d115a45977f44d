"""What may happen now in a project, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Sum

from compliance.models import Clearance
from compliance.rules import MAY_RECEIVE, gate
from dataops.base.verdicts import ALLOWED, Verdict, denied
from labeling.choices import BatchState, ProjectState, ShareState, SlotState
from labeling.models import Batch, BatchShare, Project
from labeling.reports.room import least_room, orders_on_their_way
from programs.models import Program
from vendors.choices import DeliveryState, OrderState, VendorState
from vendors.models import Worker, WorkOrder
from vendors.rules import is_per_judgement, units_left

MOST_CHOICES = 50
LONGEST_NAME = 60
NAMED = 3  # shares that a reason names one by one


def can_label(worker: Worker, project: Project) -> Verdict:
    if not worker.is_active:
        return denied("You are no longer enrolled as a labeler. Ask your team lead.")
    if project.state != ProjectState.OPEN:
        return denied(f"{project.name} is not open for labeling.")
    return ALLOWED


def may_be_shown(project: Project, vendor_id: int, *, on: date) -> Verdict:
    """May the vendor's people see the project's items today? Told without what compliance has on file."""
    may = MAY_RECEIVE.format(program="%(program)s", vendor="%(vendor)s", on="%(on)s")
    with connection.cursor() as cursor:
        cursor.execute(f"select {may}", {"program": project.program_id, "vendor": vendor_id, "on": on})
        (is_cleared,) = cursor.fetchone()
    if is_cleared:
        return ALLOWED
    return denied(f"{project.name} is stopped: its data may not be handed out now. Ask your team lead.")


def can_close(project: Project) -> Verdict:
    """What is handed out is finished first: a closed project gives nobody an item to finish it with."""
    shares = BatchShare.objects.open().filter(batch__project=project)
    out = list(shares.select_related("batch", "vendor__organisation").order_by("pk")[: NAMED + 1])
    if not out:
        return ALLOWED
    named = ", ".join(f"{share.batch.number} by {share.vendor.name}" for share in out[:NAMED])
    return denied(f"Still being labeled: {named}{' and more' if len(out) > NAMED else ''}.")


def can_issue(
    batch: Batch, orders: Sequence[WorkOrder], *, judgements_per_item: int, on: date
) -> list[Verdict]:
    """May this batch be handed out under each of these orders today?"""
    if batch.project.state == ProjectState.CLOSED:
        verdict = denied(f"{batch.project.name} is closed.")
    elif judgements_per_item < 1:
        verdict = denied("Ask for at least one judgement of each item.")
    else:
        verdicts = _may_work(batch, orders, wanted=batch.items * judgements_per_item, on=on)
        begun = dict(batch.shares.open().values_list("work_order", "pk"))
        room = {key: least_room(batch, but=key) for key in {None, *begun.values()}}
        return [
            verdict and _has_room(batch, room[begun.get(order.pk)], judgements_per_item)
            for order, verdict in zip(orders, verdicts, strict=True)
        ]
    return [verdict] * len(orders)


def _has_room(batch: Batch, room: int, wanted: int) -> Verdict:
    """Never more than the project asks for, however many orders, files and attempts it comes from."""
    if wanted <= room:
        return ALLOWED
    if batch.state == BatchState.DELIVERED and not room:
        return denied(f"Batch {batch.number} is delivered.")
    asked = batch.project.judgements_per_item
    return denied(
        f"{batch.project.name} asks for {asked} of each item, and {batch.number} has room for {room} more:"
        " the others are handed out, or came in a file."
    )


def can_reopen(share: BatchShare, *, on: date) -> Verdict:
    """May the vendor do this share again, under the same order?"""
    batch, order, delivery = share.batch, share.work_order, share.delivery
    if share.state == ShareState.WITHDRAWN:
        return denied("This share is withdrawn.")
    if share.state != ShareState.DELIVERED or delivery is None:
        return denied("This share is being labeled; nothing of it was delivered.")
    if delivery.state == DeliveryState.RECEIVED:
        return denied("The delivery still waits for its decision.")
    if delivery.state != DeliveryState.REJECTED:
        return denied("The delivery is accepted. Reverse its ledger entry first.")
    if batch.project.state == ProjectState.CLOSED:
        return denied(f"{batch.project.name} is closed.")
    [verdict] = _may_work(batch, [order], wanted=share.judgements, on=on)
    return verdict


def can_withdraw(share: BatchShare) -> Verdict:
    """May a share that files opened, that nobody began, or whose work was rejected be taken back, to free its room?"""
    if share.state == ShareState.WITHDRAWN:
        return denied("This share is withdrawn already.")
    delivery = share.delivery
    if delivery is not None and delivery.state == DeliveryState.RECEIVED:
        return denied("This share is delivered. Whoever judges quality accepts or rejects the delivery.")
    if delivery is not None and delivery.state != DeliveryState.REJECTED:
        return denied("The delivery is accepted. Reverse its ledger entry first.")
    if delivery is None and share.attempt == 1 and _has_begun(share):
        return denied("Work on this share has begun: its vendor finishes it and is paid for it.")
    if share.work_order.number in orders_on_their_way():
        return denied(
            f"A file under {share.work_order.number} is still on its way. Withdraw the share when it has ended."
        )
    return ALLOWED


def _has_begun(share: BatchShare) -> bool:
    """Of what was issued, is anything answered or at hand? A share of files has nothing to begin."""
    return share.slots.exists() and share.slots.filter(state=SlotState.OPEN).count() < share.judgements


def _may_work(batch: Batch, orders: Sequence[WorkOrder], *, wanted: int, on: date) -> list[Verdict]:
    """Does each order take so much more work on this batch today? As many queries for all as for one."""
    program = batch.project.program
    clearance, left = Clearance.objects.filter(program=program).first(), _left(orders)
    return [
        _takes(program, order, left=left[order.pk], wanted=wanted)
        and gate(order.vendor, program, clearance, on=on)
        for order in orders
    ]


def _takes(program: Program, order: WorkOrder, *, left: int, wanted: int) -> Verdict:
    if order.program_id != program.pk:
        return denied(f"Order {order.number} is for another program.")
    if order.state != OrderState.ACCEPTED:
        state = order.get_state_display().lower()
        return denied(f"Order {order.number} is {state}. Work needs an order that the vendor agreed to.")
    if order.vendor.state != VendorState.ACTIVE:
        return denied(f"{order.vendor.name} is not active ({order.vendor.get_state_display().lower()}).")
    if wanted > left:
        return denied(
            f"Order {order.number} has {max(left, 0):,} of {order.units:,} judgements left; this is {wanted:,}."
        )
    return is_per_judgement(order)


def _left(orders: Sequence[WorkOrder]) -> dict[int, int]:
    """Shares that are out but not delivered have taken their part of the order already."""
    shares = BatchShare.objects.open().filter(work_order__in=orders).values_list("work_order")
    out = dict(shares.annotate(total=Sum("judgements")).order_by())
    return {key: left - out.get(key, 0) for key, left in units_left(orders).items()}


def are_choices(choices: list[dict[str, object]]) -> Verdict:
    """Can these be the answers of a schema?"""
    names = [str(choice["name"]) for choice in choices]
    if not 2 <= len(choices) <= MOST_CHOICES:
        return denied(f"Give between 2 and {MOST_CHOICES} answers to choose from.")
    if any(not name.strip() or len(name) > LONGEST_NAME for name in names):
        return denied(f"Every answer needs a name of at most {LONGEST_NAME} characters.")
    if len({name.casefold() for name in names}) != len(names):
        return denied("Two answers have the same name.")
    if len({choice["code"] for choice in choices}) != len(choices):
        return denied("Two answers have the same code.")
    return ALLOWED
