from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ListPage, OperationView, Page
from dataops.web.views.keyset import Keyset
from labeling import rules
from labeling.choices import ShareState, SlotState
from labeling.filters import BatchFilter, TaskFilter
from labeling.forms import IssueForm, PrepareForm
from labeling.models import Slot
from labeling.operations import batch as batches
from labeling.reports.progress import labels_by_task, progress_of_batches, surplus_of, untouched_slots
from labeling.views.project import InProject, ProjectForms
from programs import permissions
from vendors.choices import OrderState
from vendors.models import WorkOrder

MOST_ORDERS = 50
PARTS = ("dataset", "schema", "guideline")


class BatchList(InProject, ListPage):
    """All batches of the project."""

    template_name = "labeling/batch_list.html"
    filterset_class = BatchFilter
    sorts = {"number": "pk", "items": "items", "due": "due_on", "state": "state"}
    default_sort = "-number"

    def base_queryset(self):
        return self.project.batches.select_related("dataset").prefetch_related(
            "shares__vendor__organisation", "shares__work_order", "shares__delivery"
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        progress = progress_of_batches([batch.pk for batch in context["object_list"]])
        return context | {"batches": [(batch, progress[batch.pk]) for batch in context["object_list"]]}


class BatchPrepare(ProjectForms):
    form_class = PrepareForm
    title, verb, needs_dataset = "Prepare batches", "Prepare batches", True
    lead = "Items of the dataset that are in no batch of this project yet are put into batches."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"project": self.project}

    def operate(self, cleaned):
        made = batches.prepare_batches(self.project, actor=self.request.user, **cleaned)
        self.success_message = (
            f"{len(made):,} batches are prepared." if made else "Every item is in a batch already."
        )


class InBatch(InProject):
    def load(self, *, batch, **kwargs):
        super().load(**kwargs)
        mine = self.project.batches.select_related(*PARTS, "project__program")
        self.batch = get_object_or_404(mine, number=batch)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"batch": self.batch})

    def get_success_url(self):
        return reverse("labeling:batch-detail", args=[self.project.slug, self.batch.number])


class BatchDetail(Keyset, InBatch, Page):
    """One batch: its shares, and how many judgements every item has."""

    template_name = "labeling/batch_detail.html"

    def get_context_data(self, **kwargs):
        batch = self.batch
        self.filterset = TaskFilter(self.request.GET, queryset=batch.tasks.select_related("item"))
        page = self.page_of(self.filterset.qs if self.filterset.is_valid() else batch.tasks.none())
        counts = labels_by_task(batch, [task.pk for task in page.rows])
        shares = list(
            batch.shares.select_related("vendor__organisation", "work_order", "delivery")
            .annotate(
                is_handed_out=Exists(Slot.objects.filter(share=OuterRef("pk"))),
                is_by_file=Exists(Slot.objects.filter(share=OuterRef("pk"), state=SlotState.FILE)),
                untouched=untouched_slots(),
            )
            .order_by("pk")
        )
        return super().get_context_data(
            progress=progress_of_batches([batch.pk])[batch.pk],
            shares=shares,
            surplus=surplus_of(shares),
            tasks=[(task, counts[task.pk]) for task in page.rows],
            skipped=Slot.objects.filter(share__batch=batch, state=SlotState.OPEN)
            .exclude(skipped_by=[])
            .count(),
            filterset=self.filterset,
            before=page.before,
            after=page.after,
            shown=len(page.rows),
            **kwargs,
        )


class LabelList(Keyset, InBatch, Page):
    """The rows behind the numbers: every judgement of a batch, or of one of its items."""

    template_name = "labeling/label_list.html"

    def get_context_data(self, **kwargs):
        labels = self.batch.annotations.select_related(
            "task__item", "worker", "vendor__organisation", "schema", "guideline"
        )
        task = None
        if key := self.key("task"):
            task = get_object_or_404(self.batch.tasks.select_related("item"), pk=key)
            labels = labels.filter(task=task)
        page = self.page_of(labels)
        return super().get_context_data(
            labels=[(label, label.schema.name_of(label.code)) for label in page.rows],
            before=page.before,
            after=page.after,
            task=task,
            **kwargs,
        )


class BatchIssue(InBatch, OperationView):
    """To whom the batch may go: each order with the reason why not, or a button."""

    permission = permissions.MANAGE_LABELING
    form_class = IssueForm
    template_name = "labeling/batch_issue.html"
    success_message = "The batch is handed out. Its vendor can start."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"project": self.project}

    def judgements(self):
        wanted = self.request.GET.get("judgements", "")
        is_sound = wanted.isdecimal() and len(wanted) < 3 and 1 <= int(wanted) <= 50
        return int(wanted) if is_sound else self.project.judgements_per_item

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            orders=self._orders(),
            judgements=self.judgements(),
            wanted=self.batch.items * self.judgements(),
            **kwargs,
        )

    def _orders(self):
        begun_by_files = Q(state=ShareState.ISSUED, slots=None)
        standing = self.batch.shares.standing()
        shared = set(standing.exclude(begun_by_files).values_list("work_order", flat=True))
        orders = (
            WorkOrder.objects.filter(program=self.project.program_id)
            .exclude(state__in=[OrderState.CLOSED, OrderState.DECLINED])
            .exclude(pk__in=shared)
            .select_related("vendor__organisation", "rate_line")
            .prefetch_related("vendor__data_agreements")
            .order_by("-number")[:MOST_ORDERS]
        )
        verdicts = rules.can_issue(
            self.batch, list(orders), judgements_per_item=self.judgements(), on=timezone.now().date()
        )
        return list(zip(orders, verdicts, strict=True))

    def operate(self, cleaned):
        batches.issue(self.batch, actor=self.request.user, at=timezone.now(), **cleaned)
