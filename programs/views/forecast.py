"""The forecast of one program: its dates, what they rest on, and what is known to lie ahead."""

from __future__ import annotations

from datetime import date

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ActionView, Page
from dataops.web.views.exported import Exported
from dataops.web.views.once import Once
from programs import charts, permissions, sockets
from programs.forms import ahead as forms
from programs.forms.what_if import AskWhatIf
from programs.models import Program
from programs.operations import ahead as operations
from programs.reports import kept
from programs.reports.kept import calibration_of
from programs.reports.outlook import EXPORTED, default_day, exported_rows, outlook_of
from programs.reports.today import today_of
from programs.reports.what_if import Plan, what_if
from programs.views.plan import PlanView
from programs.views.program import InProgram


class Forecast(Exported, InProgram, Page):
    """P50, P85 and P95 of everything that is counted in units, from one simulation."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/forecast.html"
    export_name = "forecast"

    def load(self, **kwargs):
        super().load(**kwargs)
        self.on = timezone.now().date()
        self.asked = forms.HowManyBy(self.request.GET if "by" in self.request.GET else None, on=self.on)

    @property
    def by(self) -> date | None:
        return self.asked.cleaned_data.get("by") if self.asked.is_bound and self.asked.is_valid() else None

    def outlook(self):
        with_money = self.may(permissions.SEE_MONEY)
        return outlook_of(self.program, on=self.on, by=self.by, with_money=with_money)

    def export_head(self):
        return EXPORTED

    def export_rows(self):
        return exported_rows(self.outlook())

    def get_context_data(self, **kwargs):
        outlook = self.outlook()
        if not self.asked.is_bound:
            self.asked.initial = {"by": default_day(self.program, self.on)}
        one = Program.objects.filter(pk=self.program.pk)
        return super().get_context_data(
            outlook=outlook,
            line=outlook.line,
            asked=self.asked,
            shares=calibration_of(one, on=self.on).shares,
            burn_fan=charts.burn_fan(outlook),
            may_change=self.may(permissions.CHANGE_PROGRAM, self.program),
            **kwargs,
        )


class WhatIf(InProgram, Page):
    """Another plan beside the present one. All of it is in the address, and nothing is saved."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/what_if.html"

    def get_context_data(self, **kwargs):
        with_money = self.may(permissions.SEE_MONEY)
        today = today_of(self.program, on=timezone.now().date(), with_money=with_money)
        asked = AskWhatIf(self.request.GET or None, today=today)
        plan = asked.plan() if asked.is_bound and asked.is_valid() else Plan()
        found, is_asked = what_if(today, plan), not plan.is_as_now
        return super().get_context_data(
            asked=asked,
            found=found,
            settings=[
                (row, bool(row.url) and self.may(row.permission or self.permission)) for row in found.settings
            ],
            is_asked=is_asked,
            may_see_money=with_money,
            change_url=found.change_url(asked.words()) if is_asked else "",
            may_ask=self.may(permissions.SUBMIT_REQUESTS),
            **kwargs,
        )


class Calibration(Exported, Page):
    """The first forecast of every program and milestone one sees, scored against what happened."""

    permission = permissions.SEE_LEADERSHIP
    template_name = "programs/calibration.html"
    export_name = "forecast-calibration"

    def found(self):
        seen = Program.objects.visible_to(self.request.user)
        return calibration_of(seen, on=timezone.now().date())

    def export_head(self):
        return kept.EXPORTED

    def export_rows(self):
        return kept.exported_rows(self.found())

    def get_context_data(self, **kwargs):
        crumbs = [
            {"label": "Leadership", "url": reverse("programs:leadership")},
            {"label": "Calibration of forecasts"},
        ]
        return super().get_context_data(found=self.found(), crumbs=crumbs, **kwargs)


class Assuming(InProgram):
    """Back to the forecast, which was drawn anew."""

    permission = permissions.CHANGE_PROGRAM

    def get_success_url(self) -> str:
        return reverse("programs:forecast", args=[self.program.code])


class DaysOffAdd(Once, Assuming, PlanView):
    form_class = forms.AddDaysOff
    heading, verb = "Days off", "Add them"
    text = "Nothing is accepted on these days. Weekends need no line: the pace so far knows them."
    success_message = "The days are off, and the forecast is drawn anew."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"houses": sockets.queues_of(self.program)}

    def operate(self, cleaned_data):
        operations.add_days_off(self.program, actor=self.request.user, at=timezone.now(), **cleaned_data)


class DayOffRemove(Assuming, ActionView):
    success_message = "It is a day like others again, and the forecast is drawn anew."

    def load(self, *, day_off: int, **kwargs):
        super().load(**kwargs)
        self.day_off = get_object_or_404(self.program.days_off, pk=day_off)

    def operate(self):
        operations.remove_day_off(self.day_off, actor=self.request.user, at=timezone.now())


class CrewChangeAdd(Once, Assuming, PlanView):
    form_class = forms.AddCrewChange
    heading, verb = "People join or leave", "Add it"
    text = "The pace follows the people: four who join twenty make it a fifth faster, once they have learnt the work."
    success_message = "The change is noted, and the forecast is drawn anew."

    def operate(self, cleaned_data):
        operations.add_crew_change(self.program, actor=self.request.user, at=timezone.now(), **cleaned_data)


class CrewChangeRemove(Assuming, ActionView):
    success_message = "The change is gone, and the forecast is drawn anew."

    def load(self, *, crew: int, **kwargs):
        super().load(**kwargs)
        self.crew = get_object_or_404(self.program.crew_changes, pk=crew)

    def operate(self):
        operations.remove_crew_change(self.crew, actor=self.request.user, at=timezone.now())
