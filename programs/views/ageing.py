"""How old what waits is, and how far triage kept its word in a period."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from dataops.web.links import same_list
from dataops.web.views.base import ListPage
from programs import permissions
from programs.models import DataRequest
from programs.models.request import BUCKETS
from programs.reports.ageing import ageing_of, rows_behind
from programs.reports.clocks import timings_of_each

PERIODS = {"30": "Last 30 days", "90": "Last 90 days", "365": "Last 365 days"}
USUAL = "90"


class TriageAgeing(ListPage):
    """The figures above, the requests they were made from below."""

    permission = permissions.TRIAGE_REQUESTS
    template_name = "programs/triage_ageing.html"
    sorts = {"decided": "decided_at", "sent": "submitted_at", "number": "number"}
    default_sort = "-decided"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        asked = request.GET.get("days", USUAL)
        self.days = asked if asked in PERIODS else USUAL
        self.since = self.now - timedelta(days=int(self.days))

    def base_queryset(self):
        seen = DataRequest.objects.visible_to(self.request.user)
        behind = rows_behind(seen, since=self.since, at=self.now)
        return behind.select_related("requester", "decided_by").prefetch_related("clocks", "rests")

    def get_context_data(self, **kwargs):
        seen = DataRequest.objects.visible_to(self.request.user)
        context = super().get_context_data(**kwargs)
        for row in context["page_obj"]:
            row.timings = timings_of_each(row, at=self.now)
        return context | {
            "now": self.now,
            "ageing": ageing_of(seen, since=self.since, at=self.now),
            "buckets": BUCKETS,
            "period": PERIODS[self.days].lower(),
            "tabs": [
                {"label": label, "url": same_list(self.request, days=days), "current": days == self.days}
                for days, label in PERIODS.items()
            ],
        }
