from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ActionView, ListPage, OperationView
from programs import permissions
from quality.forms import KeepGold
from quality.models import GoldItem
from quality.operations.gold import keep_gold, retire
from quality.views.base import InProject


class InGold(InProject):
    """Pages about gold answers: only for those who judge, never behind the portal wall."""

    permission = permissions.JUDGE_QUALITY

    def trail(self):
        return [*super().trail(), {"label": "Gold items", "url": self.get_success_url()}]

    def get_success_url(self) -> str:
        return reverse("quality:gold-list", args=[self.project.slug])


class GoldList(InGold, ListPage):
    """The project's known answers, and how often each was met."""

    template_name = "quality/gold_list.html"
    context_object_name = "gold"
    sorts = {"item": "task__item__external_id", "answer": "code", "kept": "updated_at"}
    default_sort = "item"

    def base_queryset(self):
        return (
            GoldItem.objects.visible_to(self.request.user)
            .filter(project=self.project)
            .select_related("task__item", "task__batch__schema")
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["rows"] = [(gold, gold.task.batch.schema.name_of(gold.code)) for gold in context["gold"]]
        return context


class GoldAdd(InGold, OperationView):
    """Declare the right answer of one item."""

    form_class = KeepGold
    template_name = "quality/gold_add.html"
    success_message = "The answer is kept. Batches that hold the item are counted anew."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"project": self.project}

    def operate(self, cleaned_data):
        keep_gold(self.project, cleaned_data["item"], cleaned_data["code"], actor=self.request.user)


class GoldRetire(InGold, ActionView):
    """Stop judging by one item."""

    success_message = "The item no longer counts as gold."

    def load(self, *, gold: int, **kwargs):
        seen = GoldItem.objects.visible_to(self.request.user).select_related("project__program", "task")
        self.gold = get_object_or_404(seen, pk=gold)
        self.project = self.gold.project

    def operate(self):
        retire(self.gold, actor=self.request.user, at=timezone.now())
