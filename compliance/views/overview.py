from __future__ import annotations

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.utils import timezone

from compliance.models import Clearance, DataAgreement
from compliance.reports.classes import said_of
from compliance.reports.gates import gates
from dataops.web.views.base import Page
from programs import permissions
from programs.models import Program
from vendors.models import Vendor

LOOK_AHEAD = timedelta(days=30)


class Overview(Page):
    """Which data may go where, what waits for a word, which papers end."""

    permission = permissions.SEE_COMPLIANCE
    template_name = "compliance/overview.html"

    def get_context_data(self, **kwargs):
        user, today = self.request.user, timezone.now().date()
        papers = DataAgreement.objects.visible_to(user).filter(ends_on__gte=today)
        shown = gates(Program.objects.visible_to(user).running(), on=today)
        waiting = Clearance.objects.visible_to(user).waiting().select_related("program", "requested_by")
        agreements = list(papers.select_related("vendor__organisation").order_by("ends_on", "pk"))
        return super().get_context_data(
            gates=shown,
            blocked=[gate for gate in shown if gate.blocked],
            waiting=list(waiting.order_by("requested_at", "pk")),
            agreements=agreements,
            ending=[paper for paper in agreements if paper.ends_on <= today + LOOK_AHEAD],
            soon=today + LOOK_AHEAD,
            may_file=self.may(permissions.MANAGE_AGREEMENTS),
            **kwargs,
        )


class VendorPanel(Page):
    """The part of a vendor's page that is about its data agreements."""

    permission = permissions.SEE_VENDORS
    template_name = "compliance/_vendor_panel.html"

    def load(self, *, vendor, **kwargs):
        mine = Vendor.objects.visible_to(self.request.user).select_related("organisation")
        self.vendor = get_object_or_404(mine, slug=vendor)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            agreements=self.vendor.data_agreements.order_by("-ends_on", "pk"),
            today=timezone.now().date(),
            may_file=self.may(permissions.MANAGE_AGREEMENTS),
            **kwargs | {"vendor": self.vendor},
        )


class ProgramPanel(Page):
    """The part of a program's page that is about its clearance."""

    permission = permissions.SEE_COMPLIANCE
    template_name = "compliance/_program_panel.html"

    def load(self, *, program, **kwargs):
        self.program = get_object_or_404(Program.objects.visible_to(self.request.user), code=program)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            gate=gates([self.program], on=timezone.now().date())[0],
            said=said_of([self.program])[self.program.pk],
            may_request=self.may(permissions.CHANGE_PROGRAM, self.program),
            **kwargs,
        )
