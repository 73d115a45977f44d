"""The metric registry: what every figure means, for everybody; its words and targets, for who keeps it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.audit.models import Event
from dataops.web.views.base import ActionView, Guarded, OperationView, Page
from dataops.web.views.exported import Exported
from programs import permissions
from programs.forms.metric import ChangeMetric
from programs.models import MetricDefinition
from programs.operations import metric as operations
from programs.reports.trends import weeks_of_metric
from programs.views.versions import Versioned

COLUMNS = ("key", "name", "meaning", "formula", "unit", "better", "uncertainty")
AIMS = ("target", "amber", "red")


class MetricList(Exported, Page):
    """What every figure means: its formula, its unit, and which way is better. Targets are read by our own people."""

    permission = permissions.SEE_HOME
    template_name = "programs/metric_list.html"
    export_name = "metrics"

    @property
    def is_ours(self) -> bool:
        return self.request.user.vendor_id is None

    def metrics(self):
        found = MetricDefinition.objects.order_by("place", "pk")
        return found.select_related("owner") if self.is_ours else found.words()

    def export_head(self):
        return (*COLUMNS, *(AIMS if self.is_ours else ()), "retired on")

    def export_rows(self):
        names = (*COLUMNS, *(AIMS if self.is_ours else ()), "retired_on")
        return [[getattr(row, name) for name in names] for row in self.metrics()]

    def get_context_data(self, **kwargs):
        metrics = list(self.metrics())
        kept = [metric for metric in metrics if metric.is_kept]
        retired = [metric for metric in metrics if not metric.is_kept]
        return super().get_context_data(kept=kept, retired=retired, is_ours=self.is_ours, **kwargs)


class OneMetric(Guarded):
    """A retired metric keeps its page: what names it leads there."""

    def load(self, *, metric: str, **kwargs):
        self.metric = get_object_or_404(MetricDefinition.objects.select_related("owner"), key=metric)

    def get_context_data(self, **kwargs):
        crumbs = [{"label": "What the figures mean", "url": reverse("programs:metric-list")}]
        return super().get_context_data(**kwargs | {"metric": self.metric, "crumbs": crumbs})  # type: ignore[misc]

    def get_success_url(self) -> str:
        return reverse("programs:metric-detail", args=[self.metric.key])


class MetricDetail(OneMetric, Page):
    """One figure: its words, its weeks, and who changed what about it."""

    permission = permissions.SEE_REPORTS
    template_name = "programs/metric_detail.html"

    def get_context_data(self, **kwargs):
        events = Event.objects.about(self.metric).newest_first().select_related("actor__organisation")
        weeks = []
        if self.may(permissions.SEE_LEADERSHIP):
            weeks = weeks_of_metric(self.metric, on=timezone.now().date())
        may_keep = self.may(permissions.KEEP_METRICS)
        return super().get_context_data(events=events[:20], weeks=weeks, may_keep=may_keep, **kwargs)


class MetricChange(Versioned, OneMetric, OperationView):
    permission = permissions.KEEP_METRICS
    form_class = ChangeMetric
    template_name = "programs/metric_change.html"
    success_message = "The metric is changed; figures that were kept stay as they were."

    def standing(self):
        return MetricDefinition.objects.select_related("owner").get(pk=self.metric.pk)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"metric": self.metric}

    def get_initial(self):
        known = {name: getattr(self.metric, name) for name in operations.SAID}
        return super().get_initial() | known | {"owner": self.metric.owner_id}

    def operate(self, cleaned_data):
        operations.change_metric(self.metric, actor=self.request.user, **cleaned_data)


class MetricRetire(OneMetric, ActionView):
    permission = permissions.KEEP_METRICS
    success_message = "The metric is retired. What names it says so."

    def operate(self):
        operations.retire_metric(self.metric, actor=self.request.user, on=timezone.now().date())


class MetricRestore(OneMetric, ActionView):
    permission = permissions.KEEP_METRICS
    success_message = "The metric is kept again from the next snapshot on."

    def operate(self):
        operations.restore_metric(self.metric, actor=self.request.user)
