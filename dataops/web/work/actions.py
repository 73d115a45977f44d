"""Action items of our own: their pages, and what is done with them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Guarded, OperationView, Page
from dataops.web.views.once import Once
from dataops.web.work.action_forms import ActionForm, ChangeForm, NoteForm, WaiveForm
from dataops.web.work.talk import OnTarget
from dataops.work import clock, targets
from dataops.work.models import ActionItem
from dataops.work.operations import action as operations

STAFF = "programs.see_requests"
CHANGE_PROGRAM = "programs.change_program"


class ActionAdd(Once, OnTarget, OperationView):
    """Something to do about a thing, for oneself or for somebody who may open its page."""

    permission = STAFF
    form_class = ActionForm
    template_name = "work/action_form.html"
    success_message = "The action item is added."

    def get_initial(self) -> dict[str, Any]:
        return {"owner": self.request.user.pk}

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.add_action(
            self.target, source="By hand", actor=self.request.user, at=timezone.now(), **cleaned_data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"heading": "Add an action item", "verb": "Add it", "cancel_url": self.page_url}
        return super().get_context_data(**words | kwargs)


class OneAction(Guarded):
    permission = STAFF

    def load(self, *, action: int, **kwargs: Any) -> None:
        seen = ActionItem.objects.visible_to(self.request.user)
        whole = seen.select_related("owner", "given_by", "closed_by", "target_type")
        self.item = get_object_or_404(whole, pk=action)

    def may_change(self) -> bool:
        """Who has to do it, who asked for it, and who may change the program."""
        if self.request.user.pk in (self.item.owner_id, self.item.given_by_id):
            return True
        programs = targets.kinds["programs.program"].load(self.request.user)
        program = programs.filter(pk=self.item.program_id).first()
        return program is not None and self.may(CHANGE_PROGRAM, program)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        about = targets.find(user, targets.handle(self.item.target)) if self.item.target else None
        shown = {
            "item": self.item,
            "may_change": self.may_change(),
            "about": targets.name_of(about) if about else "",
            "about_url": targets.url_of(about, user) if about else "",
            "on": clock.today_of(user, at=timezone.now()),
            "crumbs": [
                {"label": "Actions", "url": reverse("work:action-list")},
                {"label": self.item.title, "url": self.get_success_url()},
            ],
        }
        return super().get_context_data(**shown | kwargs)

    def get_success_url(self) -> str:
        return reverse("work:action-detail", args=[self.item.pk])


class ActionDetail(OneAction, Page):
    template_name = "work/action_detail.html"


class ActionOperation(OneAction, OperationView):
    """What is done with an item, by those who may."""

    template_name = "work/action_form.html"
    heading = verb = text = ""

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.may_change():
            raise PermissionDenied(
                "Only who does it, who asked for it and the program's manager may change it."
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"heading": self.heading, "verb": self.verb, "text": self.text, "name": self.item.title}
        return super().get_context_data(**words | {"cancel_url": self.get_success_url()} | kwargs)


class ActionChange(ActionOperation):
    form_class = ChangeForm
    heading, verb = "Change the action item", "Save"
    text = "Whoever gets it is told."
    success_message = "The action item is changed."

    def get_initial(self) -> dict[str, Any]:
        item = self.item
        return {"title": item.title, "owner": item.owner_id, "due_on": item.due_on, "version": item.version}

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.change_action(self.item, actor=self.request.user, at=timezone.now(), **cleaned_data)

    def form_invalid(self, form: forms.Form):
        """After a collision what is saved now stands beside the words; the next save is upon it."""
        seen, stands = form.cleaned_data.get("version"), ActionItem.objects.get(pk=self.item.pk)
        if seen in (None, stands.version):
            return super().form_invalid(form)
        form.data = form.data.copy()
        form.data["version"] = stands.version
        theirs = [
            ("What is to be done", stands.title),
            ("Who does it", stands.owner.name),
            ("By when", stands.due_on),
        ]
        context = self.get_context_data(form=form, theirs=theirs)
        return self.render_to_response(context, status=412)


class ActionFinish(ActionOperation):
    form_class = NoteForm
    heading, verb = "Finish the action item", "It is done"
    text = "Whoever asked for it is told."
    success_message = "Done."

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.finish_action(self.item, actor=self.request.user, at=timezone.now(), **cleaned_data)


class ActionWaive(ActionOperation):
    form_class = WaiveForm
    heading, verb = "Waive the action item", "Waive it"
    text = "It leaves the list, and the reason stays with it."
    success_message = "The action item is waived."

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.waive_action(self.item, actor=self.request.user, at=timezone.now(), **cleaned_data)


class ActionReopen(ActionOperation):
    form_class = forms.Form
    heading, verb = "Open the action item again", "Open it again"
    success_message = "It is open again."

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.reopen_action(self.item, actor=self.request.user)
