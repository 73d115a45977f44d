"""What a program needs from somebody: asked, changed, answered, taken back."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Page
from dataops.web.views.once import Once
from programs import permissions
from programs.forms import ask as forms
from programs.operations import ask as operations
from programs.views.plan import PlanView
from programs.views.program import InProgram
from programs.views.versions import Versioned


class AskAdd(Once, PlanView):
    permission = permissions.PUBLISH_REPORTS
    form_class = forms.AddAsk
    heading, verb = "Ask for something", "Ask"
    text = "It stands in every weekly report until it is answered, and on the home of who is asked."
    success_message = "It is asked, and stands in the next report."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program}

    def operate(self, cleaned_data):
        operations.add_ask(self.program, actor=self.request.user, at=timezone.now(), **cleaned_data)


class OneAsk(InProgram):
    def load(self, *, ask: int, **kwargs):
        super().load(**kwargs)
        self.ask = get_object_or_404(self.program.asks.select_related("owner", "asked_by"), pk=ask)

    def get_success_url(self) -> str:
        return reverse("programs:ask-detail", args=[self.program.code, self.ask.pk])


class AskDetail(OneAsk, Page):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/ask_detail.html"

    def get_context_data(self, **kwargs):
        may_change = self.may(permissions.PUBLISH_REPORTS, self.program) and self.ask.is_open
        may_answer = self.ask.is_open and (may_change or self.ask.owner_id == self.request.user.pk)
        shown = {"ask": self.ask, "may_change": may_change, "may_answer": may_answer}
        return super().get_context_data(today=timezone.now().date(), **kwargs | shown)


class UponAsk(Versioned, OneAsk, PlanView):
    permission = permissions.PUBLISH_REPORTS

    def describe(self) -> str:
        return self.ask.what

    def standing(self):
        return self.program.asks.get(pk=self.ask.pk)


class AskChange(UponAsk):
    form_class = forms.ChangeAsk
    heading, verb = "Ask otherwise", "Change it"
    success_message = "The ask is changed."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program}

    def get_initial(self):
        known = {name: getattr(self.ask, name) for name in forms.AddAsk.base_fields}
        return super().get_initial() | known | {"owner": self.ask.owner_id}

    def operate(self, cleaned_data):
        operations.change_ask(self.ask, actor=self.request.user, at=timezone.now(), **cleaned_data)


class AskAnswer(UponAsk):
    """Who is asked may answer, whatever else they may do on the program."""

    form_class = forms.AnswerAsk
    heading, verb = "Answer", "Answer it"
    success_message = "It is answered; the next report says so."

    def may(self, permission: str, obj: object | None = None) -> bool:
        is_asked = obj is not None and self.ask.owner_id == self.request.user.pk
        return is_asked or super().may(permission, obj)

    def operate(self, cleaned_data):
        operations.answer_ask(self.ask, actor=self.request.user, at=timezone.now(), **cleaned_data)


class AskWithdraw(UponAsk):
    form_class = forms.WithdrawAsk
    heading, verb = "Take it back", "Take it back"
    success_message = "It is taken back."

    def operate(self, cleaned_data):
        operations.withdraw_ask(self.ask, actor=self.request.user, at=timezone.now(), **cleaned_data)
