from __future__ import annotations

import json

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from compliance.filters import TrailFilter
from compliance.operations.trail import note_export
from compliance.reports.trail import rows_of
from dataops.audit.models import Event
from dataops.web.views.base import Page
from dataops.web.views.exported import Exported
from programs import permissions

PAGE = 50
MOST = 50_000  # entries in one file; a narrower filter gets the rest


def place(text: str | None) -> int | None:
    """An entry's number out of the address; nonsense is the start of the trail."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


class Trail(Exported, Page):
    """Who did what, newest first. Paged by entry, so that page one million is as quick as page one."""

    permission = permissions.SEE_TRAIL
    template_name = "compliance/trail.html"
    export_name = "audit-trail"

    def found(self):
        self.filterset = TrailFilter(self.request.GET, queryset=Event.objects.all(), request=self.request)
        found = self.filterset.qs if self.filterset.is_valid() else Event.objects.none()
        return found.select_related("actor", "target_type")

    def export_head(self):
        return ["Entry", "Time (UTC)", "Who", "Did", "Object", "Details", "Request"]

    def export_rows(self):
        """Who reads the trail in bulk is part of the trail."""
        events = list(self.found().newest_first()[:MOST])
        filters = {name: value for name, value in self.request.GET.items() if value and name != "format"}
        note_export(actor=self.request.user, filters=filters, rows=len(events))
        for event in events:
            who = event.actor.name if event.actor else "The clock"
            details = json.dumps(event.details, ensure_ascii=False)
            yield (event.pk, event.happened_at, who, event.verb, event.subject, details, event.request_id)

    def get_context_data(self, **kwargs):
        events, before, after = self._page(self.found())
        newest = Event.objects.newest_first().first()
        return super().get_context_data(
            filterset=self.filterset, events=events, before=before, after=after, newest=newest, **kwargs
        )

    def _page(self, found):
        """The entries older than `after`, or newer than `before`; and the marks of the pages beside."""
        older, newer = place(self.request.GET.get("after")), place(self.request.GET.get("before"))
        if newer is not None:
            events = list(found.filter(pk__gt=newer).order_by("pk")[: PAGE + 1])
            has_newer, events = len(events) > PAGE, events[:PAGE][::-1]
            return events, events[0].pk if has_newer else None, newer + 1
        page = found.filter(pk__lt=older) if older is not None else found
        events = list(page.newest_first()[: PAGE + 1])
        has_older, events = len(events) > PAGE, events[:PAGE]
        before = events[0].pk if older is not None and events else None
        return events, before, events[-1].pk if has_older else None


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
