from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.models import User
from dataops.web.charts import shows_charts
from dataops.web.views.base import ActionView, Guarded, OperationView, Page
from dataops.web.views.once import Once
from programs import charts, permissions, rules
from programs.forms.program import AdmitPerson, ChangeProgram, SetReporting, SetState, StartProgram
from programs.models import Program
from programs.operations import admission
from programs.operations import program as operations
from programs.reports import overview
from programs.reports.closing import missing_of
from programs.rules.status import RULE
from programs.sockets import panels
from programs.views.versions import UponSight, Versioned


class InProgram(Guarded):
    """A page of one program, which its address names by code."""

    def load(self, *, program: str, **kwargs):
        seen = Program.objects.visible_to(self.request.user).select_related("manager")
        self.program = get_object_or_404(seen, code=program)

    def permission_object(self):
        return self.program

    def get_context_data(self, **kwargs):
        crumbs = [
            {"label": "Programs", "url": reverse("programs:program-list")},
            {"label": self.program.code, "url": reverse("programs:program-detail", args=[self.program.code])},
        ]
        return super().get_context_data(**kwargs | {"program": self.program, "crumbs": crumbs})

    def get_success_url(self) -> str:
        return reverse("programs:program-detail", args=[self.program.code])


@shows_charts
class ProgramDetail(InProgram, Page):
    """Everything about one program: where it stands, why, and what was promised."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/program_detail.html"

    def get_context_data(self, **kwargs):
        with_money = self.may(permissions.SEE_MONEY)
        view = overview.overview_of(
            self.program, user=self.request.user, on=timezone.now().date(), with_money=with_money
        )
        return super().get_context_data(
            view=view,
            line=view.line,
            burn_up=charts.burn_up(view.line),
            panels=overview.panels_of(self.program, self.request.user, panels),
            may_change=self.may(permissions.CHANGE_PROGRAM, self.program),
            may_ask=self.may(permissions.SUBMIT_REQUESTS),
            may_see_money=with_money,
            **kwargs,
        )


class ProgramStart(Once, OperationView):
    permission = permissions.START_PROGRAMS
    form_class = StartProgram
    template_name = "programs/program_start.html"

    def get_initial(self):
        asked = self.request.GET.get("template", "")
        chosen = {"template": asked} if asked.isdecimal() else {}
        return chosen | {
            "manager": self.request.user.pk,
            "starts_on": timezone.now().date(),
            "currency": "USD",
        }

    def operate(self, cleaned_data):
        program = operations.start_program(actor=self.request.user, at=timezone.now(), **cleaned_data)
        messages.success(self.request, f"{program.code} is open. Its people and promises come next.")
        return HttpResponseRedirect(reverse("programs:program-detail", args=[program.code]))


class ProgramChange(InProgram, Versioned, OperationView):
    permission = permissions.CHANGE_PROGRAM
    form_class = ChangeProgram
    template_name = "programs/program_change.html"
    success_message = "The program is changed."

    def standing(self):
        return Program.objects.select_related("manager").get(pk=self.program.pk)

    def get_initial(self):
        known = {name: getattr(self.program, name) for name in ChangeProgram.base_fields}
        return super().get_initial() | known | {"manager": self.program.manager_id}

    def operate(self, cleaned_data):
        operations.change_program(self.program, actor=self.request.user, **cleaned_data)


class ProgramReporting(ProgramChange):
    """When its weeks end and how far off is still on track."""

    form_class = SetReporting
    template_name = "programs/program_reporting.html"
    success_message = "From now on its weeks and its status go by this."

    def get_initial(self):
        known = {name: getattr(self.program, name) for name in SetReporting.base_fields}
        return known | {"version": self.program.version}

    def get_context_data(self, **kwargs):
        return super().get_context_data(rule=RULE, **kwargs)


class ProgramState(InProgram, UponSight, OperationView):
    permission = permissions.CHANGE_PROGRAM
    form_class = SetState
    template_name = "programs/program_state.html"
    success_message = "The program’s state is set."

    def sight(self) -> int:
        self.program.refresh_from_db()
        return self.program.version

    def get_initial(self):
        return super().get_initial() | {"state": self.program.state}

    def get_context_data(self, **kwargs):
        missing = missing_of(self.program, on=timezone.now().date())
        return super().get_context_data(deliver=rules.can_deliver(self.program), missing=missing, **kwargs)

    def operate(self, cleaned_data):
        operations.set_state(self.program, actor=self.request.user, **cleaned_data)


class PersonAdmit(InProgram, OperationView):
    permission = permissions.CHANGE_PROGRAM
    form_class = AdmitPerson
    template_name = "programs/person_admit.html"

    def operate(self, cleaned_data):
        admission.admit(self.program, cleaned_data["person"], actor=self.request.user)
        messages.success(self.request, f"{cleaned_data['person'].name} is on the program.")


class PersonDismiss(InProgram, ActionView):
    permission = permissions.CHANGE_PROGRAM
    success_message = "They are no longer on the program."

    def load(self, *, person: int, **kwargs):
        super().load(**kwargs)
        self.person = get_object_or_404(User, pk=person)

    def operate(self):
        admission.dismiss(self.program, self.person, actor=self.request.user)
