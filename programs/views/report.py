from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from dataops.base.errors import Refused
from dataops.base.versions import ChangedMeanwhile
from dataops.web.templatetags.formats import day, moment
from dataops.web.views.base import ActionView, Guarded, ListPage, OperationView, Page
from programs import permissions, rules
from programs.choices import Dimension, ReportState
from programs.forms.report import COMMENT, EditReport, FilterReports, OverrideRag, PublishReport, words_of
from programs.models import StatusReport
from programs.operations import report as operations
from programs.reports import document, reading
from programs.rules.week import local_day, week_number
from programs.views.program import InProgram
from programs.views.versions import Versioned


class ReportList(ListPage):
    """Every weekly report one may read, newest first."""

    permission = permissions.SEE_REPORTS
    template_name = "programs/report_list.html"
    sorts = {"week": "week_on", "program": "program__code", "published": "published_at"}
    default_sort = "-week"

    def base_queryset(self):
        self.form = FilterReports(self.request.GET, user=self.request.user)
        reports = StatusReport.objects.visible_to(self.request.user).select_related("program", "published_by")
        return self._narrowed(reports, self.form.cleaned_data) if self.form.is_valid() else reports.none()

    def _narrowed(self, reports, asked: dict[str, Any]):
        if asked["program"]:
            reports = reports.filter(program=asked["program"])
        if asked["state"]:
            reports = reports.filter(state=asked["state"])
        if asked["unread"]:
            reports = reports.filter(pk__in=reading.to_acknowledge(self.request.user).values("pk"))
        if asked["status"]:
            overridden = reports.filter(rag_override=asked["status"])
            reports = reports.filter(rag_override="", rag=asked["status"]) | overridden
        return reports

    def get_context_data(self, **kwargs):
        seen = StatusReport.objects.visible_to(self.request.user)
        drafts, published = seen.drafts().count(), seen.published().count()
        context = super().get_context_data(form=self.form, drafts=drafts, published=published, **kwargs)
        for report in context["page_obj"]:
            report.look = rules.LOOKS[report.status]
        return context


class OneReport(Guarded):
    """A page of one weekly report."""

    def load(self, *, report: int, **kwargs):
        seen = StatusReport.objects.visible_to(self.request.user).select_related("program", "published_by")
        self.report = get_object_or_404(seen, pk=report)

    def permission_object(self):
        return self.report.program

    def get_context_data(self, **kwargs):
        week = week_number(self.report.week_on)
        crumbs = [
            {"label": "Weekly reports", "url": reverse("programs:report-list")},
            {"label": f"{self.report.program.code}, week {week}", "url": self.get_success_url()},
        ]
        made = document.document_of(
            self.report,
            with_money=self.may(permissions.SEE_MONEY),
            on=local_day(self.report.program, timezone.now()),
        )
        return super().get_context_data(
            **kwargs | {"report": self.report, "document": made, "crumbs": crumbs}
        )

    def get_success_url(self) -> str:
        return reverse("programs:report-detail", args=[self.report.pk])


class ReportDetail(OneReport, Page):
    """One week on one page, as it is sent and printed."""

    permission = permissions.SEE_REPORTS
    template_name = "programs/report_detail.html"

    def get_context_data(self, **kwargs):
        is_draft = self.report.state == ReportState.DRAFT
        may_write = is_draft and self.may(permissions.PUBLISH_REPORTS, self.report.program)
        may_read = not is_draft and self.may(permissions.ACKNOWLEDGE_REPORTS)
        readers = reading.readers_of(self.report)
        return super().get_context_data(
            is_draft=is_draft,
            may_write=may_write,
            can_publish=rules.can_publish(self.report),
            readers=readers,
            may_acknowledge=may_read and not readers.has_read(self.request.user),
            **kwargs,
        )


class ReportEdit(OneReport, Versioned, OperationView):
    permission = permissions.PUBLISH_REPORTS
    form_class = EditReport
    template_name = "programs/report_edit.html"
    success_message = "Your words are saved."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (verdict := rules.can_edit(self.report)):
            messages.info(request, verdict.reason)
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def standing(self):
        """With each comment under the name that the form gives it."""
        row = StatusReport.objects.get(pk=self.report.pk)
        for key in Dimension.values:
            setattr(row, f"{COMMENT}{key}", row.comments.get(key, ""))
        return row

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"report": self.report}

    def get_initial(self):
        words = {name: getattr(self.report, name) for name in operations.WORDS}
        return (
            super().get_initial()
            | words
            | {f"{COMMENT}{key}": said for key, said in self.report.comments.items()}
        )

    def operate(self, cleaned_data):
        operations.edit_report(self.report, actor=self.request.user, **words_of(cleaned_data))

    def get_context_data(self, **kwargs):
        return super().get_context_data(now=self.report.updated_at, **kwargs)


class ReportSave(ReportEdit):
    """What has been written so far, kept while typing. Answers with the line that says so."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        to_fix, refusal, status = len(form.errors), "", 200
        try:
            if "version" in form.cleaned_data:
                self.report = operations.edit_report(
                    self.report, actor=request.user, **words_of(form.cleaned_data)
                )
        except Refused as refused:
            refusal, status = refused.message, refused.status
        said = {"now": timezone.now(), "to_fix": to_fix, "refusal": refusal, "version": self.report.version}
        return render(request, "programs/_report_savestate.html", said, status=status)


class ReportOverride(OneReport, Versioned, OperationView):
    permission = permissions.PUBLISH_REPORTS
    form_class = OverrideRag
    template_name = "programs/report_override.html"
    success_message = "The status is set."

    def standing(self):
        """With the status somebody set, and why, under the names that the form gives them."""
        row = StatusReport.objects.get(pk=self.report.pk)
        row.rag, row.reason = operations.said_of(row, self.dimension)
        row.dimension = self.dimension
        return row

    @property
    def dimension(self) -> str:
        asked = self.request.POST.get("dimension") or self.request.GET.get("dimension", "")
        return asked if asked in Dimension.values else ""

    def get_initial(self):
        rag, reason = operations.said_of(self.report, self.dimension)
        return super().get_initial() | {"rag": rag, "reason": reason, "dimension": self.dimension}

    def operate(self, cleaned_data):
        operations.override_rag(self.report, actor=self.request.user, **cleaned_data)


class ReportPublish(ReportDetail, ActionView):
    """Publishes the report as it was read; when it changed since, shows it again."""

    permission = permissions.PUBLISH_REPORTS
    success_message = "Published. It is on its way to its readers and will not change any more."

    def operate(self):
        form = PublishReport(self.request.POST)
        if not form.is_valid():
            return self._read_again(operations.READ_AGAIN, status=422)
        try:
            operations.publish_report(
                self.report, actor=self.request.user, at=timezone.now(), **form.cleaned_data
            )
        except ChangedMeanwhile as changed:
            return self._read_again(changed.message, status=changed.status)
        return None

    def _read_again(self, message: str, *, status: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(refusal=message), status=status)


class ReportRenew(OneReport, ActionView):
    permission = permissions.PUBLISH_REPORTS

    def operate(self):
        """Says what came of it: often the numbers of a week that has ended are what they were."""
        before = self.report.numbers_at
        renewed = operations.renew_numbers(self.report, actor=self.request.user, at=timezone.now())
        until = day(date.fromisoformat(renewed.numbers["figures_on"]))
        if renewed.numbers_at == before:
            said = f"Nothing changed since {moment(before)} UTC: these are the figures to {until}."
        else:
            said = f"The figures to {until} are taken down again."
        messages.success(self.request, said)


class ReportDraft(InProgram, ActionView):
    """Start this week's report by hand; the clock drafts last week's by itself."""

    permission = permissions.PUBLISH_REPORTS

    def operate(self):
        now = timezone.now()
        today = local_day(self.program, now)
        report = operations.draft_report(self.program, today, actor=self.request.user, at=now)
        return HttpResponseRedirect(reverse("programs:report-detail", args=[report.pk]))
