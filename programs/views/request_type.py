"""Types of requests, kept by administrators: a list, a page each, and a form for a question of one's own."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from dataops.web.views.base import ActionView, Guarded, ListPage, OperationView
from dataops.web.views.once import Once
from programs import permissions
from programs.forms.request_type import AddQuestion, ChangeType
from programs.models import RequestType
from programs.operations import request_type as operations
from programs.views.versions import Versioned


class Types(Guarded):
    permission = permissions.MANAGE_INTAKE

    def get_context_data(self, **kwargs: Any):
        crumbs = [{"label": "Request types", "url": reverse("programs:type-list")}]
        return super().get_context_data(**{"crumbs": crumbs} | kwargs)  # type: ignore[misc]


class TypeList(Types, ListPage):
    template_name = "programs/type_list.html"

    def base_queryset(self):
        return RequestType.objects.prefetch_related("questions")

    def _order(self):
        return ["place"]


class OneType(Types):
    def load(self, *, kind: str, **kwargs):
        self.kept = get_object_or_404(RequestType.objects.in_order(), kind=kind)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"type": self.kept})

    def get_success_url(self) -> str:
        return reverse("programs:type-change", args=[self.kept.kind])


class TypeChange(Versioned, OneType, OperationView):
    """What the type asks, all of it on one page."""

    template_name = "programs/type_change.html"
    form_class = ChangeType
    success_message = "Changed. Requests that were sent stay as they were asked."

    def standing(self):
        return RequestType.objects.get(pk=self.kept.pk)

    def get_initial(self):
        return super().get_initial() | ChangeType.initial_of(self.kept)

    def operate(self, cleaned_data):
        operations.change_type(self.kept, actor=self.request.user, **cleaned_data)


class QuestionAdd(Once, OneType, OperationView):
    template_name = "programs/type_question.html"
    form_class = AddQuestion
    success_message = "It is asked from now on."

    def operate(self, cleaned_data):
        operations.add_question(self.kept, actor=self.request.user, **cleaned_data)


class QuestionRemove(OneType, ActionView):
    success_message = "It is asked no longer; answers that were given keep their question."

    def load(self, *, kind: str, question: int, **kwargs):
        super().load(kind=kind)
        self.question = get_object_or_404(self.kept.questions, pk=question)

    def operate(self):
        operations.remove_question(self.question, actor=self.request.user)
