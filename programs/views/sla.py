"""How triage works: the way of ranking, what is promised to requesters, and the calendars behind it."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Guarded, OperationView, Page
from programs import permissions
from programs.forms import sla as forms
from programs.models import BusinessCalendar, Ranking, SlaPolicy
from programs.operations import sla as operations
from programs.operations.ranking import rank_by
from programs.views.versions import Versioned

UPON_OLD = {"version", "is_moving_clocks"}


class Rules(Guarded):
    """Pages under the queue; back leads to all rules."""

    permission = permissions.TRIAGE_REQUESTS

    def get_context_data(self, **kwargs: Any):
        crumbs = [
            {"label": "Triage", "url": reverse("programs:triage")},
            {"label": "How triage works", "url": reverse("programs:triage-rules")},
        ]
        return super().get_context_data(**{"crumbs": crumbs} | kwargs)  # type: ignore[misc]

    def get_success_url(self) -> str:
        return reverse("programs:triage-rules")


class TriageRules(Rules, Page):
    template_name = "programs/triage_rules.html"

    def get_context_data(self, **kwargs):
        policies = SlaPolicy.objects.select_related("calendar").prefetch_related("goals")
        return super().get_context_data(
            ranking=Ranking.current(),
            policies=policies.order_by("position", "pk"),
            calendars=BusinessCalendar.objects.order_by("name"),
            day_names=forms.DAYS,
            may_keep=self.may(permissions.MANAGE_INTAKE),
            **kwargs,
        )


class RulesForm(Rules, Versioned, OperationView):
    template_name = "programs/triage_rules_form.html"
    heading = verb = lead = ""

    def get_context_data(self, **kwargs):
        said = {"heading": self.heading, "verb": self.verb, "lead": self.lead}
        return super().get_context_data(cancel_url=self.get_success_url(), **said, **kwargs)


class TriageMethod(RulesForm):
    form_class = forms.Method
    heading, verb = "How the queue is ranked", "Rank by it"
    lead = "No score is lost: each request keeps its parts by both methods."
    success_message = "The queue is ranked by it from now on."

    def standing(self):
        return Ranking.current()

    def get_initial(self):
        return super().get_initial() | {"method": Ranking.current().method}

    def operate(self, cleaned_data):
        rank_by(actor=self.request.user, **cleaned_data)


class Promises(RulesForm):
    """What only an administrator writes; a new one stands upon nothing."""

    permission = permissions.MANAGE_INTAKE
    row: SlaPolicy | BusinessCalendar | None = None

    def standing(self):
        return type(self.row).objects.get(pk=self.row.pk) if self.row else None

    def get_initial(self):
        return super().get_initial() | (self.form_class.initial_of(self.row) if self.row else {})

    def operate(self, cleaned_data):
        if self.row is None:
            new = {name: value for name, value in cleaned_data.items() if name not in UPON_OLD}
            type(self).add(actor=self.request.user, **new)
        else:
            type(self).change(self.row, actor=self.request.user, at=timezone.now(), **cleaned_data)


class Policies(Promises):
    form_class, verb = forms.Policy, "Save the policy"
    lead = "Requests that are sent from now on are promised this."
    success_message = "The policy is saved."
    add, change = staticmethod(operations.add_policy), staticmethod(operations.change_policy)


class PolicyAdd(Policies):
    heading = "Promise something to requesters"

    def get_initial(self):
        return super().get_initial() | {
            "position": SlaPolicy.objects.count() + 1,
            "pauses": ["needs_information", "estimated"],
            "calendar": BusinessCalendar.objects.order_by("pk").first(),
        }


class PolicyChange(Policies):
    heading = "Change a policy"

    def load(self, *, policy: int, **kwargs):
        self.row = get_object_or_404(SlaPolicy, pk=policy)


class Calendars(Promises):
    form_class, verb = forms.Calendar, "Save the calendar"
    lead = "Time counts only while the house works."
    success_message = "The calendar is saved."
    add, change = staticmethod(operations.add_calendar), staticmethod(operations.change_calendar)


class CalendarAdd(Calendars):
    heading = "Add a calendar"

    def get_initial(self):
        return super().get_initial() | {
            "time_zone": "UTC",
            "weekdays": [0, 1, 2, 3, 4],
            "opens": "09:00",
            "closes": "17:00",
        }


class CalendarChange(Calendars):
    heading = "Change a calendar"

    def load(self, *, calendar: int, **kwargs):
        self.row = get_object_or_404(BusinessCalendar, pk=calendar)
