from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ListPage
from dataops.web.views.exported import exported, in_pieces
from labeling.models import Annotation
from programs import permissions
from quality.forms import BatchFilter
from quality.reports.evidence import gold_by_vendor, is_measured
from quality.reports.projects import batch_rows
from quality.views.base import InBatch


class BatchDetail(InBatch, ListPage):
    """The judgements of one batch, which its figures were made from."""

    permission = permissions.SEE_QUALITY
    template_name = "quality/batch_detail.html"
    context_object_name = "annotations"
    sorts = {
        "item": "task__item__external_id",
        "worker": "worker__external_id",
        "answer": "code",
        "when": "labeled_at",
    }
    default_sort = "item"

    def base_queryset(self):
        self.form = BatchFilter(self.request.GET, schema=self.batch.schema)
        rows = Annotation.objects.filter(batch=self.batch).select_related(
            "worker", "vendor__organisation", "task__item"
        )
        if not self.form.is_valid():
            return rows
        worker, answer = self.form.cleaned_data["worker"], self.form.cleaned_data["answer"]
        rows = rows.filter(worker__external_id=worker) if worker else rows
        return rows.filter(code=answer) if answer is not None else rows

    def get_context_data(self, **kwargs):
        names = {choice["code"]: choice["name"] for choice in self.batch.schema.choices}
        context = super().get_context_data(
            form=self.form,
            row=batch_rows([self.batch])[0],
            gold=gold_by_vendor(self.batch).values(),
            is_measured=is_measured(self.batch),
            shares=self.batch.shares.select_related("vendor__organisation", "delivery").order_by("pk"),
            export_url=f"{reverse('quality:batch-export', args=[self.batch.number])}?{self.request.GET.urlencode()}",
            **kwargs,
        )
        context["answers"] = [(label, names.get(label.code, label.code)) for label in context["annotations"]]
        return context


class BatchExport(BatchDetail):
    """The same rows in the same order as a file."""

    def get(self, request, *args, **kwargs):
        name_of = self.batch.schema.name_of
        rows = (
            [
                label.task.item.external_id,
                label.worker.external_id,
                label.vendor.name,
                name_of(label.code),
                label.labeled_at,
                label.seconds,
            ]
            for label in in_pieces(self.get_queryset())
        )
        head = ["Item", "Worker", "Vendor", "Answer", "When (UTC)", "Seconds"]
        return exported(request, f"judgements-{self.batch.number}", head, rows, at=timezone.now())
