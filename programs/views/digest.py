"""The digest of all programs, how it comes, and who took note of a report."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import OperationView, Page
from dataops.web.views.exported import Exported
from programs import permissions
from programs.forms.ask import Acknowledge, SetDigest
from programs.models import DigestReader, Program
from programs.operations import reading as operations
from programs.reports.digest import comes_by_mail, digest_of
from programs.views.report import OneReport
from programs.views.versions import Versioned


class Digest(Exported, Page):
    """Which programs need leadership this week, and which did not report."""

    permission = permissions.SEE_LEADERSHIP
    template_name = "programs/digest.html"
    export_name = "digest"

    def view(self):
        self.reader = DigestReader.objects.filter(person=self.request.user).first()
        zone = self.reader.time_zone if self.reader else "UTC"
        seen = Program.objects.visible_to(self.request.user)
        return digest_of(seen, at=timezone.now(), zone=zone, with_money=self.may(permissions.SEE_MONEY))

    def get_context_data(self, **kwargs):
        digest = self.view()
        comes = comes_by_mail(self.request.user, self.reader)
        return super().get_context_data(digest=digest, reader=self.reader, comes=comes, **kwargs)

    def export_head(self):
        return ["Code", "Program", "Status", "Reason", "Trend", "Of", "Change", "Next ask", "From", "Needed by", "Open asks", "Weeks without a report"]  # fmt: skip

    def export_rows(self):
        return [
            [
                row.line.program.code,
                row.line.program.name,
                row.line.status.word,
                row.line.status.reason,
                row.trend,
                row.where,
                row.moved,
                row.ask and row.ask.what,
                row.ask and row.ask.owner.name,
                row.ask and row.ask.needed_by,
                row.asks,
                len(row.missing),
            ]
            for row in self.view().rows
        ]


class DigestSettings(Versioned, OperationView):
    permission = permissions.SEE_LEADERSHIP
    form_class = SetDigest
    template_name = "programs/digest_settings.html"
    success_message = "The digest comes as you said."

    def standing(self):
        return DigestReader.objects.filter(person=self.request.user).first()

    def get_initial(self):
        known = self.standing()
        chosen = {"time_zone": known.time_zone, "wants_mail": known.wants_mail} if known else {}
        comes = comes_by_mail(self.request.user, known)
        return {"time_zone": "UTC", "wants_mail": comes} | chosen | super().get_initial()

    def operate(self, cleaned_data):
        operations.set_digest(self.request.user, actor=self.request.user, **cleaned_data)

    def get_success_url(self) -> str:
        return reverse("programs:digest")


class ReportAcknowledge(OneReport, OperationView):
    permission = permissions.ACKNOWLEDGE_REPORTS
    form_class = Acknowledge
    template_name = "programs/report_acknowledge.html"
    success_message = "Acknowledged. Its manager sees that you read it."

    def load(self, *, published: int, **kwargs):
        super().load(report=published)

    def operate(self, cleaned_data):
        operations.acknowledge(
            self.report, actor=self.request.user, at=timezone.now(), word=cleaned_data["word"]
        )
