"""Estimates beside outcomes, for those who quote and those who lead."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Page
from dataops.web.views.exported import Exported
from programs import permissions
from programs.models import Program
from programs.reports import quotes


class QuoteOutcomes(Exported, Page):
    permission = permissions.SEE_LEADERSHIP
    template_name = "programs/quotes.html"
    export_name = "estimates-and-outcomes"

    def found(self) -> quotes.Quotes:
        return quotes.quotes_of(Program.objects.visible_to(self.request.user), on=timezone.now().date())

    def export_head(self):
        return quotes.EXPORTED

    def export_rows(self):
        return quotes.exported_rows(self.found())

    def get_context_data(self, **kwargs):
        crumbs = [
            {"label": "Leadership", "url": reverse("programs:leadership")},
            {"label": "Estimates and outcomes"},
        ]
        return super().get_context_data(found=self.found(), crumbs=crumbs, **kwargs)
