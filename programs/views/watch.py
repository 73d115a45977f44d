"""Alerts, saved views, and what goes to whom by e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ActionView, Guarded, OperationView, Page
from dataops.web.views.once import Once
from programs import permissions
from programs.forms import watch as forms
from programs.models import SavedView, ViewDelivery, Watch
from programs.operations import view as views
from programs.operations import watch as watches
from programs.reports.narrowing import NAMES, narrowing_of
from programs.reports.watches import newest_of, state_of


class OfLeaders(Guarded):
    permission = permissions.SEE_LEADERSHIP
    heading = verb = text = ""

    def get_context_data(self, **kwargs):
        crumbs = [{"label": "Leadership", "url": reverse("programs:leadership")}]
        words = {"heading": self.heading, "verb": self.verb, "text": self.text, "crumbs": crumbs}
        return super().get_context_data(**kwargs | words | {"cancel_url": self.get_success_url()})  # type: ignore[misc]

    def get_success_url(self) -> str:
        return reverse("programs:watch-list")


class WatchList(OfLeaders, Page):
    """One's alerts and views and those of the house, and who receives what."""

    template_name = "programs/watch_list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        seen = Watch.objects.visible_to(user).filter(removed_at=None)
        alerts = list(
            seen.select_related("metric", "program", "organisation", "portfolio", "owner").order_by("pk")
        )
        newest = newest_of(alerts)
        shown = SavedView.objects.visible_to(user).select_related("owner").order_by("name", "pk")
        sent = ViewDelivery.objects.filter(stopped_at=None, view__in=shown).select_related("view", "reader")
        return super().get_context_data(
            alerts=[(one, newest.get(one.pk), state_of(one, newest.get(one.pk))) for one in alerts],
            views=[(view, narrowing_of(view.filters)) for view in shown],
            deliveries=sent.order_by("view__name", "pk"),
            me=user,
            **kwargs,
        )


class WatchAdd(Once, OfLeaders, OperationView):
    form_class = forms.AddWatch
    template_name = "programs/leader_form.html"
    heading, verb = "Add an alert", "Tell me"
    text = "You are told once, and again only after the figure came back."
    success_message = "The alert is set; it is held against every new week."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def operate(self, cleaned_data):
        watches.add_watch(cleaned_data.pop("metric"), actor=self.request.user, **cleaned_data)


class WatchRemove(OfLeaders, ActionView):
    success_message = "Nobody is told of this any more."

    def load(self, *, watch: int, **kwargs):
        self.watch = get_object_or_404(Watch.objects.filter(owner=self.request.user), pk=watch)

    def operate(self):
        watches.remove_watch(self.watch, actor=self.request.user, at=timezone.now())


class ViewSave(Once, OfLeaders, OperationView):
    form_class = forms.SaveView
    template_name = "programs/leader_form.html"
    heading, verb = "Save this view", "Save it"

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"Filters: {narrowing_of(self.request.POST or self.request.GET).words}."

    def get_initial(self):
        return {name: self.request.GET.get(name, "") for name in NAMES}

    def operate(self, cleaned_data):
        filters = {name: cleaned_data[name] for name in NAMES if cleaned_data.get(name)}
        said = {name: cleaned_data[name] for name in ("name", "is_shared", "is_default")}
        views.save_view(filters=filters, actor=self.request.user, **said)
        messages.success(self.request, "The view is saved.")
        return HttpResponseRedirect(reverse("programs:leadership") + narrowing_of(filters).exact)


class OneView(OfLeaders):
    def load(self, *, view: int, **kwargs):
        self.saved = get_object_or_404(SavedView.objects.visible_to(self.request.user), pk=view)


class ViewSend(OneView, OperationView):
    """To oneself, or, of one's own view, to somebody else who leads."""

    form_class = forms.SendView
    template_name = "programs/leader_form.html"
    heading, verb = "Send a view by e-mail", "Send it"
    success_message = "It is sent from the next such hour on; every mail says how to stop it."

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"{self.saved}: {narrowing_of(self.saved.filters).words}."

    def get_initial(self):
        return super().get_initial() | {"reader": self.request.user.pk}

    def operate(self, cleaned_data):
        reader = cleaned_data.pop("reader")
        views.send_view(self.saved, reader, actor=self.request.user, at=timezone.now(), **cleaned_data)


class ViewRemove(OneView, ActionView):
    success_message = "The view is removed; nobody is sent it any more."

    def load(self, *, view: int, **kwargs):
        own = SavedView.objects.visible_to(self.request.user).filter(owner=self.request.user)
        self.saved = get_object_or_404(own, pk=view)

    def operate(self):
        views.remove_view(self.saved, actor=self.request.user, at=timezone.now())


class DeliveryStop(OfLeaders, OperationView):
    """The link at the end of every such mail; the view's owner may stop it too."""

    template_name = "programs/leader_form.html"
    form_class = forms.forms.Form
    heading, verb = "Stop these mails?", "Stop them"
    success_message = "No more mail of this view."

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"{self.delivery.view} goes to {self.delivery.reader.name}."

    def load(self, *, delivery: int, **kwargs):
        found = ViewDelivery.objects.select_related("view", "reader")
        self.delivery = get_object_or_404(found, pk=delivery)
        if self.request.user.pk not in (self.delivery.reader_id, self.delivery.view.owner_id):
            self.delivery = get_object_or_404(found.none(), pk=delivery)

    def operate(self, cleaned_data):
        views.stop_sending(self.delivery, actor=self.request.user, at=timezone.now())
