"""Addresses outside that are told of events: for administrators, with a log of what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from dataops.base.limits import MOST, one_line
from dataops.web.views.base import ActionView, Guarded, ListPage, OperationView, Page
from dataops.web.views.keyset import Keyset
from dataops.web.views.once import Once
from dataops.work.models import Webhook, WebhookDelivery
from dataops.work.models.webhook import LOOKS_AFTER
from dataops.work.operations import webhook as operations
from dataops.work.operations.webhook_delivery import deliver_again

NOUNS = [
    ("report", "Reports"),
    ("milestone", "Milestones"),
    ("decision", "Decisions"),
    ("change", "Change requests"),
    ("request", "Requests"),
    ("program", "Programs"),
    ("order", "Work orders"),
    ("batch", "Batches"),
    ("delivery", "Deliveries"),
    ("scorecard", "Scorecards"),
    ("comment", "Comments"),
    ("action", "Action items"),
]


def nouns_of(hook: Webhook) -> str:
    """What it is told of, in words."""
    nouns = dict(NOUNS)
    return ", ".join(nouns.get(noun, noun) for noun in hook.verbs) or "Everything"


class WebhookForm(forms.Form):
    name = forms.CharField(max_length=80, validators=[one_line])
    url = forms.CharField(
        label="Address",
        max_length=500,
        help_text="https:// or http://, on a public host and its usual port. It is checked again each time.",
    )
    verbs = forms.MultipleChoiceField(
        label="Tell it of",
        choices=NOUNS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="With none chosen it is told of everything.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if inside := ", ".join(sorted(settings.OUTBOUND_INSIDE)):
            self.fields["url"].help_text += f" Besides: {inside}, which whoever runs DataOps allows."


class ChangeForm(WebhookForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)


class WebhookList(ListPage):
    permission = LOOKS_AFTER
    template_name = "work/webhook_list.html"
    sorts = {"name": "name"}
    default_sort = "name"

    def base_queryset(self):
        return Webhook.objects.visible_to(self.request.user)


class WebhookAdd(Once, OperationView):
    """The secret stands on the answer and nowhere else."""

    permission = LOOKS_AFTER
    form_class = WebhookForm
    template_name = "work/webhook_form.html"

    def operate(self, cleaned_data: dict[str, Any]):
        hook, secret = operations.register_webhook(actor=self.request.user, **cleaned_data)
        return render(self.request, "work/webhook_secret.html", {"hook": hook, "secret": secret})

    def pressed_again(self, location: str):
        return super().pressed_again(reverse("work:webhook-list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "heading": "Register a webhook",
            "verb": "Register it",
            "cancel_url": reverse("work:webhook-list"),
        }
        return super().get_context_data(**words | kwargs)


class OneWebhook(Guarded):
    permission = LOOKS_AFTER

    def load(self, *, webhook: int, **kwargs: Any) -> None:
        self.hook = get_object_or_404(Webhook.objects.visible_to(self.request.user), pk=webhook)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [
            {"label": "Webhooks", "url": reverse("work:webhook-list")},
            {"label": self.hook.name, "url": self.get_success_url()},
        ]
        return super().get_context_data(**{"hook": self.hook, "crumbs": crumbs} | kwargs)

    def get_success_url(self) -> str:
        return reverse("work:webhook-detail", args=[self.hook.pk])


class WebhookDetail(Keyset, OneWebhook, Page):
    """One address and everything that was sent to it, newest first."""

    template_name = "work/webhook_detail.html"
    is_newest_first = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page_of(self.hook.deliveries.select_related("event"))
        return super().get_context_data(page=page, wanted=nouns_of(self.hook), **kwargs)


class WebhookChange(OneWebhook, OperationView):
    form_class = ChangeForm
    template_name = "work/webhook_form.html"
    success_message = "The webhook is changed."

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.hook, name) for name in ("name", "url", "verbs", "version")}

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.change_webhook(self.hook, actor=self.request.user, **cleaned_data)

    def form_invalid(self, form: forms.Form):
        """After a collision what is saved now stands beside the words; the next save is upon it."""
        seen, stands = form.cleaned_data.get("version"), Webhook.objects.get(pk=self.hook.pk)
        if seen in (None, stands.version):
            return super().form_invalid(form)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = stands.version  # type: ignore[index]
        theirs = [("Name", stands.name), ("Address", stands.url), ("Tell it of", nouns_of(stands))]
        context = self.get_context_data(form=form, theirs=theirs)
        return self.render_to_response(context, status=412)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"heading": f"Change {self.hook.name}", "verb": "Save", "cancel_url": self.get_success_url()}
        return super().get_context_data(**words | kwargs)


class WebhookSwitch(OneWebhook, ActionView):
    """Off and on again; what waits is sent when it is on."""

    is_on = True

    def operate(self) -> None:
        operations.switch_webhook(self.hook, is_active=self.is_on, actor=self.request.user)


class DeliveryAgain(OneWebhook, ActionView):
    success_message = "Promised again. It leaves in a moment."

    def load(self, *, sent: int, **kwargs: Any) -> None:
        seen = WebhookDelivery.objects.visible_to(self.request.user).select_related("webhook")
        self.delivery = get_object_or_404(seen, pk=sent)
        self.hook = self.delivery.webhook

    def operate(self) -> None:
        deliver_again(self.delivery, actor=self.request.user, at=timezone.now())
