from __future__ import annotations

from django.core.paginator import Paginator
from django.urls import reverse

from dataops.web.charts import shows_charts
from dataops.web.templatetags.estimates import reason_sentence
from dataops.web.views.base import ActionView, Page
from programs import permissions
from quality.charts import agreement_trend
from quality.choices import Standing
from quality.models import GoldCount
from quality.operations.project import recompute
from quality.reports.confusion import confusion
from quality.reports.detail import project_detail
from quality.reports.projects import batch_rows, may_rank, worker_rows
from quality.views.base import InProject

TREND = 60
SHOWN = 12


@shows_charts
class ProjectDetail(InProject, Page):
    """Every figure of one project: what it is, how sure we are, and the rows it was made from."""

    permission = permissions.SEE_QUALITY
    template_name = "quality/project_detail.html"

    def get_context_data(self, **kwargs):
        view = project_detail(self.project)
        counts = GoldCount.objects.filter(project=self.project)
        batches = self.project.batches.select_related("project").order_by("-pk")
        page = Paginator(batches, 50).get_page(self.request.GET.get("page"))
        workers = worker_rows(counts, view.targets)
        below = [row for row in workers if row.finding.standing == Standing.MISSED]
        may_judge = self.may(permissions.JUDGE_QUALITY, self.project.program)
        snapshots = list(self.project.agreement_snapshots.order_by("-computed_at", "-pk")[:TREND])[::-1]
        return super().get_context_data(
            view=view,
            page=page,
            batches=batch_rows(list(page)),
            workers=workers,
            below=below,
            shown_workers=(below or workers)[:SHOWN],
            workers_url=reverse("quality:worker-list", args=[self.project.slug]) if workers else "",
            can_rank=may_rank(workers),
            confusion=confusion(self.project),
            trend=agreement_trend(snapshots, view.alpha.target),
            may_judge=may_judge,
            undefined_because=reason_sentence(view.alpha.estimate.reason),
            gold_url=reverse("quality:gold-list", args=[self.project.slug]),
            recompute_url=reverse("quality:project-recompute", args=[self.project.slug]),
            **kwargs,
        )


class Recompute(InProject, ActionView):
    """Count every batch of the project anew, in the background."""

    permission = permissions.JUDGE_QUALITY
    success_message = "Every batch is being counted anew. The figures follow within minutes."

    def operate(self):
        recompute(self.project, actor=self.request.user)

    def get_success_url(self) -> str:
        return reverse("quality:project-detail", args=[self.project.slug])
