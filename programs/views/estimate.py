"""What a request will take: reckoned or typed by triage, quoted, and answered by the requester."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.templatetags.formats import day, money
from dataops.web.views.base import ActionView, OperationView
from programs.choices import Currency
from programs.forms import estimate as forms
from programs.models import Estimate
from programs.operations import estimate as operations
from programs.reports.estimating import reckon
from programs.rules import estimate as rules
from programs.views.decision import Decide
from programs.views.request import OwnRequest, RequestDetail

STAND = "These figures stand from then on; a later estimate would take their place."


class Estimating(Decide):
    """Two ways to an estimate on one page, and what was estimated so far."""

    template_name = "programs/triage_estimate.html"
    success_message = "The estimate is kept. Quote it when it is right."

    def verdict(self):
        return rules.can_estimate(self.data_request, self.request.user)

    def get_template_names(self):
        return [self.template_name]

    def get_success_url(self):
        return reverse("programs:triage-estimate", args=[self.data_request.number])

    def reckon_form(self, data: Any = None) -> forms.Reckon:
        return forms.Reckon(data, initial={"starts_on": timezone.now().date(), "version": self.sight()})

    def type_form(self, data: Any = None) -> forms.Type:
        initial = {"starts_on": timezone.now().date(), "version": self.sight(), "currency": Currency.USD}
        return forms.Type(data, initial=initial)

    def get_context_data(self, **kwargs):
        today = timezone.now().date()
        estimates = list(self.data_request.estimates.select_related("made_by"))
        found = reckon(self.data_request, starts_on=today, on=today)
        forms_ = {"reckon_form": self.reckon_form(), "type_form": self.type_form(), "may_see_cost": True}
        return super().get_context_data(
            **forms_ | {"found": found, "estimates": estimates, "today": today} | kwargs
        )


class TriageEstimate(Estimating):
    def get_form(self, form_class=None):
        return self.reckon_form(self.posted())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"reckon_form": context["form"]}

    def operate(self, cleaned_data):
        operations.estimate_from_records(
            self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data
        )


class TriageEstimateType(Estimating):
    http_method_names = ["post", "options"]

    def get_form(self, form_class=None):
        return self.type_form(self.request.POST)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"type_form": context["form"]}

    def operate(self, cleaned_data):
        operations.type_estimate(
            self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data
        )


def _figures(estimate: Estimate) -> str:
    """What is quoted, read once more before it is somebody's."""
    cost = "no cost"
    if estimate.cost_p50 is not None and estimate.cost_p85 is not None:
        p50, p85 = (money(amount, estimate.currency) for amount in (estimate.cost_p50, estimate.cost_p85))
        cost = f"{p50} at P50, {p85} at P85"
    return f"{day(estimate.p50_on)} at P50, {day(estimate.p85_on)} at P85; {cost}."


class TriageQuote(Decide):
    """Tell the estimate that was kept last to the requester."""

    form_class = forms.Quote
    title, verb = "Quote the estimate to the requester", "Quote it"
    success_message = "Quoted. The requester agrees or asks for another."

    def load(self, **kwargs):
        super().load(**kwargs)
        self.estimate = self.data_request.estimates.first()
        if self.estimate is None:
            raise Http404
        self.text = f"{_figures(self.estimate)} {STAND}"

    def verdict(self):
        return rules.can_quote(self.estimate, self.request.user)

    def operate(self, cleaned_data):
        operations.quote(self.estimate, actor=self.request.user, at=timezone.now(), **cleaned_data)


class OwnEstimate(OwnRequest):
    """One's own request and one estimate of it that was quoted."""

    def load(self, *, estimate: int, **kwargs):
        super().load(**kwargs)
        told = Estimate.objects.told().select_related("request")
        self.estimate = get_object_or_404(told, request=self.data_request, pk=estimate)

    def get_success_url(self):
        return reverse("programs:request-detail", args=[self.data_request.number])


class EstimateAgree(OwnEstimate, ActionView):
    success_message = "You agreed. Triage decides next."

    def operate(self):
        operations.agree(self.estimate, actor=self.request.user, at=timezone.now())


class EstimateChange(OwnEstimate, OperationView):
    """Ask for another; with a problem, the page again."""

    http_method_names = ["post", "options"]
    form_class = forms.Answer
    success_message = "Sent. Triage makes another estimate."

    def operate(self, cleaned_data):
        operations.ask_change(self.estimate, cleaned_data["body"], actor=self.request.user, at=timezone.now())

    def form_invalid(self, form):
        page = RequestDetail(request=self.request, data_request=self.data_request)
        page.setup(self.request)
        context = page.get_context_data() | {"estimate_form": form}
        return page.render_to_response(context, status=422)
