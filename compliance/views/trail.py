from __future__ import annotations

import json

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from compliance.filters import TrailFilter
from compliance.reports.trail import rows_of
from dataops.audit.models import Event
from dataops.web.views.base import Page
from dataops.web.views.exported import Exported, in_pieces
from dataops.web.views.keyset import Keyset
from programs import permissions

MOST = 50_000  # entries in one file; a narrower filter gets the rest


class Trail(Exported, Keyset, Page):
    """Who did what, newest first. Paged by entry, so that page one million is as quick as page one."""

    permission = permissions.SEE_TRAIL
    template_name = "compliance/trail.html"
    export_name = "audit-trail"
    is_newest_first = True

    def found(self):
        self.filterset = TrailFilter(self.request.GET, queryset=Event.objects.all(), request=self.request)
        found = self.filterset.qs if self.filterset.is_valid() else Event.objects.none()
        return found.select_related("actor", "target_type")

    def export_head(self):
        return ["Entry", "Time (UTC)", "Who", "Did", "Object", "Details", "Request"]

    def export_rows(self):
        for event in in_pieces(self.found().newest_first()[:MOST]):
            who = event.actor.name if event.actor else "The clock"
            details = json.dumps(event.details, ensure_ascii=False)
            yield (event.pk, event.happened_at, who, event.verb, event.subject, details, event.request_id)

    def get_context_data(self, **kwargs):
        page = self.page_of(self.found())
        return super().get_context_data(
            filterset=self.filterset,
            events=page.rows,
            before=page.before,
            after=page.after,
            newest=Event.objects.newest_first().first(),
            **kwargs,
        )


class TrailEvent(Page):
    """One entry, and the rows of the database it changed."""

    permission = permissions.SEE_TRAIL
    template_name = "compliance/trail_event.html"

    def load(self, *, event, **kwargs):
        # Before the look-up: the trail is a table that a vendor's role cannot even read.
        if not self.may(self.permission):
            raise PermissionDenied
        self.event = get_object_or_404(Event.objects.select_related("actor", "target_type"), pk=event)

    def get_context_data(self, **kwargs):
        rows = rows_of(self.event)
        beside = Event.objects.none()
        if self.event.request_id:
            beside = Event.objects.filter(request_id=self.event.request_id).exclude(pk=self.event.pk)
        return super().get_context_data(
            rows=rows,
            beside=beside.select_related("actor").order_by("pk"),
            **kwargs | {"event": self.event},
        )
