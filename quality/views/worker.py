from __future__ import annotations

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.stats.intervals import wilson
from dataops.web.views.base import ListPage, Page
from dataops.web.views.exported import exported
from labeling.models import Annotation
from programs import permissions
from quality.choices import Standing
from quality.models import GoldCount
from quality.reports.projects import GoldRow, may_rank, worker_rows
from quality.reports.standing import gold_finding, targets_of
from quality.views.base import InProject
from vendors.models import Worker


class WorkerList(InProject, Page):
    """Gold accuracy of everybody who met a gold item, by pseudonym."""

    permission = permissions.SEE_QUALITY
    template_name = "quality/worker_list.html"

    def rows(self) -> list[GoldRow]:
        targets = targets_of([self.project.program_id])[self.project.program_id]
        return worker_rows(GoldCount.objects.filter(project=self.project), targets)

    def get_context_data(self, **kwargs):
        rows = self.rows()
        return super().get_context_data(
            page=Paginator(rows, 50).get_page(self.request.GET.get("page")),
            total=len(rows),
            below=sum(row.finding.standing == Standing.MISSED for row in rows),
            can_rank=may_rank(rows),
            may_judge=self.may(permissions.JUDGE_QUALITY, self.project.program),
            export_url=reverse("quality:worker-export", args=[self.project.slug]),
            **kwargs,
        )


class WorkerExport(WorkerList):
    """The same rows in the same order as a file."""

    def get(self, request, *args, **kwargs):
        head = ["Worker", "Vendor", "Right", "Judged", "Accuracy", "From", "To"]
        rows = (
            [row.name, row.home, row.correct, row.judged, found.estimate, found.ci_low, found.ci_high]
            for row in self.rows()
            for found in [row.finding.estimate]
        )
        return exported(request, f"gold-accuracy-{self.project.slug}", head, rows, at=timezone.now())


class WorkerDetail(InProject, ListPage):
    """One worker's answers to gold items: the rows behind their accuracy."""

    permission = permissions.JUDGE_QUALITY
    template_name = "quality/worker_detail.html"
    context_object_name = "annotations"
    sorts = {"item": "task__item__external_id", "when": "labeled_at"}
    default_sort = "item"

    def load(self, *, worker: int, **kwargs):
        """Somebody who met gold items in this project; of others there is nothing to show."""
        super().load(**kwargs)
        seen = Worker.objects.visible_to(self.request.user).select_related("vendor__organisation")
        judged = GoldCount.objects.filter(project=self.project).values("worker")
        self.worker = get_object_or_404(seen.filter(pk__in=judged), pk=worker)

    def base_queryset(self):
        return Annotation.objects.filter(
            project=self.project, worker=self.worker, task__gold__isnull=False, task__gold__retired_at=None
        ).select_related("task__item", "task__gold", "batch__schema")

    def get_context_data(self, **kwargs):
        counts = GoldCount.objects.filter(project=self.project, worker=self.worker)
        totals = counts.values("worker").sums().order_by("worker").first() or {
            "correct_sum": 0,
            "judged_sum": 0,
        }
        targets = targets_of([self.project.program_id])[self.project.program_id]
        context = super().get_context_data(
            worker=self.worker,
            correct=totals["correct_sum"],
            finding=gold_finding(wilson(totals["correct_sum"], totals["judged_sum"]), targets),
            **kwargs,
        )
        context["rows"] = [
            (label, label.batch.schema.name_of(label.code), label.batch.schema.name_of(label.task.gold.code))
            for label in context["annotations"]
        ]
        return context
