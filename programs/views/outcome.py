"""What a requester says of what came: the verdict, the metric after, how content they are; and what all said."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ListPage, OperationView
from dataops.web.views.exported import Exported, in_pieces
from programs import permissions
from programs.filters.outcome import OutcomeFilter
from programs.forms.outcome import JudgeForm, MetricAfterForm, RateForm
from programs.models import DataRequest, MetricAfter, RequesterVerdict
from programs.operations import request as operations
from programs.reports.evidence import evidence_of, without_money
from programs.reports.outcomes import HEAD, outcome_of, row_of, satisfaction_of, seen_outcomes
from programs.rules import outcome as rules
from programs.views.request import OwnRequest
from programs.views.versions import UponSight, Versioned


class Outcome(OwnRequest, OperationView):
    """A form about what came; where it is not the time for it, the page says why."""

    template_name = "programs/request_outcome.html"
    heading = verb = hint = ""

    def verdict(self) -> RequesterVerdict | None:
        return RequesterVerdict.objects.filter(request=self.data_request).first()

    def get_success_url(self):
        return reverse("programs:request-detail", args=[self.data_request.number])

    def get_context_data(self, **kwargs):
        said = {"heading": self.heading, "verb": self.verb, "hint": self.hint, "reason": self.why_not()}
        return super().get_context_data(**said | kwargs)

    def why_not(self) -> str:
        raise NotImplementedError


class RequestJudge(UponSight, Outcome):
    form_class = JudgeForm
    heading, verb = "Accept what came?", "Say so"
    hint = "The figures are kept as they stand now. A rejection opens a corrective request."

    def evidence(self):
        if not hasattr(self, "_evidence"):
            program = self.data_request.program
            self._evidence = program and evidence_of(self.data_request, on=timezone.now().date())
        return self._evidence

    def sight(self) -> int:
        evidence = self.evidence()
        return evidence.version if evidence else 0

    def why_not(self) -> str:
        may, evidence = rules.may_judge(self.data_request, self.request.user), self.evidence()
        if may and evidence:
            may = rules.is_all_there(self.data_request, accepted=evidence.accepted, planned=evidence.planned)
        return "You judged this already: what you said stands." if self.verdict() else may.reason

    def get_context_data(self, **kwargs):
        evidence = self.evidence()
        judged = evidence.judged if evidence else []
        judged = judged if self.may(permissions.SEE_MONEY) else without_money(judged)
        return super().get_context_data(evidence=evidence, judged=judged, **kwargs)

    def operate(self, cleaned_data):
        self.__dict__.pop("_evidence", None)
        operations.judge(self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data)


class RequestMetric(Versioned, Outcome):
    form_class = MetricAfterForm
    heading, verb = "Did the metric move?", "Write it down"
    hint = "Measured once the data was used. It stands beside what it was and what was wanted."
    success_message = "Written down."

    def standing(self):
        return MetricAfter.objects.filter(request=self.data_request).first()

    def get_initial(self):
        row, names = self.standing(), ("value", "items", "how", "model_release", "measured_on")
        return super().get_initial() | ({name: getattr(row, name) for name in names} if row else {})

    def why_not(self) -> str:
        return rules.can_measure(self.data_request, self.verdict(), self.request.user).reason

    def operate(self, cleaned_data):
        operations.record_metric_after(
            self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data
        )


class RequestRate(Outcome):
    form_class = RateForm
    heading, verb = "How content are you?", "Say so"
    hint = "Once a person; for 14 days you can say it otherwise."
    success_message = "Thank you. It is with the request."

    def given(self):
        return self.data_request.satisfaction.filter(person=self.request.user).first()

    def get_initial(self):
        given = self.given()
        return {"score": given.score, "words": given.words} if given else {}

    def why_not(self) -> str:
        may = rules.may_rate(self.data_request, self.verdict(), self.request.user)
        return (may and rules.can_rate_again(self.given(), at=timezone.now())).reason

    def operate(self, cleaned_data):
        operations.rate(self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data)


class OutcomeList(Exported, ListPage):
    """What came of requests: accepted or not, the metric before and after, how content people are."""

    permission = permissions.SEE_LEADERSHIP
    template_name = "programs/outcome_list.html"
    filterset_class = OutcomeFilter
    sorts = {"judged": "verdict__decided_at", "team": "team", "number": "number"}
    default_sort = "-judged"
    export_name = "outcomes"

    def base_queryset(self):
        return seen_outcomes(DataRequest.objects.visible_to(self.request.user))

    def export_head(self):
        return HEAD

    def export_rows(self):
        return (row_of(request) for request in in_pieces(self.get_queryset()))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "outcomes": [outcome_of(request) for request in context["page_obj"]],
            "teams": satisfaction_of(self.object_list),
        }
