"""What waits for somebody about labeling: those who manage it, and those who label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from dataops.work.needs import Need, Urgency
from labeling.choices import BatchState, ImportState, ProjectState, ShareState
from labeling.models import Batch, BatchShare, ImportRun, Project
from labeling.reports.workspace import waiting_for
from programs import permissions
from vendors.choices import DeliveryState, OrderState
from vendors.models import Worker

RECENT = timedelta(days=14)


def needs_of_labeling(user, *, at: datetime) -> Iterator[Need]:
    if user.has_perm(permissions.LABEL):
        yield from _work(user, at)
    elif user.vendor_id is not None and user.has_perm(permissions.SEE_OWN_VENDOR):
        yield from _taken_back(user, at)
    elif user.vendor_id is None and user.has_perm(permissions.SEE_LABELING):
        yield from _held_up(user)
        yield from _rejected(user)
        yield from _imports(user, at)
        yield from _prepared(user)


def _work(user, at: datetime) -> Iterator[Need]:
    worker = Worker.objects.of_user(user).first()
    for row in waiting_for(worker, at=at) if worker else []:
        yield Need(
            urgency=Urgency.DUE if row.held else Urgency.WAITING,
            title=f"Label {row.project.name}",
            why="You have an item at hand."
            if row.held
            else f"{row.open:,} judgements are open for your team.",
            url=reverse("labeling:workspace", args=[row.project.slug]),
            action="Continue" if row.held else "Start",
            meta=(f"{row.mine_today} today",),
            tone="info",
        )


def _taken_back(user, at: datetime) -> Iterator[Need]:
    """Batches that a vendor's people do not have to do any more, for the days after."""
    shares = BatchShare.objects.visible_to(user).filter(
        state=ShareState.WITHDRAWN, updated_at__gt=at - RECENT
    )
    for share in shares.exclude(withdrawn_reason="").select_related("batch", "work_order").order_by("pk"):
        yield Need(
            urgency=Urgency.WORTH_KNOWING,
            title=f"Batch {share.batch.number} was taken back",
            why=share.withdrawn_reason[:160],
            url=reverse("vendors:portal-order", args=[share.work_order_id]),
            action="Open order",
            meta=(share.work_order.number,),
            since=share.updated_at,
            tone="idle",
        )


def _held_up(user) -> Iterator[Need]:
    shares = BatchShare.objects.open().filter(batch__project__program__manager=user).exclude(held_up_by="")
    for share in shares.select_related("batch__project", "work_order").order_by("pk"):
        yield Need(
            urgency=Urgency.BLOCKS_OTHERS,
            title=f"Batch {share.batch.number} is complete and cannot be delivered",
            why=share.held_up_by,
            url=reverse("labeling:batch-detail", args=[share.batch.project.slug, share.batch.number]),
            action="Open batch",
            meta=(share.work_order.number,),
            since=share.updated_at,
            tone="bad",
        )


def _rejected(user) -> Iterator[Need]:
    """Work that came back and that nobody was given again, where its order still takes it."""
    shares = BatchShare.objects.filter(
        state=ShareState.DELIVERED,
        delivery__state=DeliveryState.REJECTED,
        work_order__state=OrderState.ACCEPTED,
        batch__project__state=ProjectState.OPEN,
        batch__project__program__manager=user,
    )
    parts = ("batch__project", "work_order", "delivery", "vendor__organisation")
    for share in shares.select_related(*parts).order_by("delivery__decided_at", "pk"):
        batch = share.batch
        yield Need(
            urgency=Urgency.WAITING,
            title=f"{batch.number} of {share.vendor.name} was rejected",
            why=f"{share.delivery.decision_reason[:160]} It is done again once you open it.",
            url=reverse("labeling:share-reopen", args=[batch.project.slug, batch.number, share.pk]),
            action="Open it again",
            meta=(share.work_order.number,),
            since=share.delivery.decided_at,
        )


def _imports(user, at: datetime) -> Iterator[Need]:
    """One's own files that were refused, until a later file of the kind went through."""
    mine = ImportRun.objects.visible_to(user).filter(started_by=user, created_at__gt=at - RECENT)
    settled = set(mine.filter(state=ImportState.DONE).values_list("project_id", "kind"))
    for run in mine.filter(state=ImportState.REFUSED).select_related("project").order_by("pk"):
        if (run.project_id, run.kind) in settled:
            continue
        yield Need(
            urgency=Urgency.DUE,
            title=f"{run.file_name} was not imported",
            why=run.message,
            url=reverse("labeling:import-detail", args=[run.project.slug, run.pk]),
            action="See the rows",
            meta=(run.project.name,),
            since=run.updated_at,
            tone="bad",
        )


def _prepared(user) -> Iterator[Need]:
    waiting = (
        Batch.objects.filter(state=BatchState.PREPARED, project__program__manager=user)
        .values("project")
        .annotate(count=Count("pk"), since=Min("created_at"))
        .order_by("project")
    )
    rows = list(waiting)
    projects = Project.objects.in_bulk([row["project"] for row in rows])
    for row in rows:
        project = projects[row["project"]]
        batches = "1 batch waits" if row["count"] == 1 else f"{row['count']:,} batches wait"
        yield Need(
            urgency=Urgency.WAITING,
            title=f"Issue the batches of {project.name}",
            why=f"{batches} for a work order; nobody labels them yet.",
            url=reverse("labeling:batch-list", args=[project.slug]) + "?state=prepared",
            action="Open batches",
            since=row["since"],
            tone="idle",
        )
