"""What one was told: the list behind the bell, what is read, and the mail about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, loads
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from dataops.base.database import Scope, acting
from dataops.web.views.base import ActionView, Guarded, Page
from dataops.web.views.keyset import Keyset
from dataops.work import targets
from dataops.work.choices import News
from dataops.work.models import Notification
from dataops.work.operations import notification as operations
from dataops.work.operations.mail import STOP
from dataops.work.operations.subscription import stop_mail

ANYBODY = "programs.see_home"


class FilterNews(forms.Form):
    state = forms.ChoiceField(label="Show", required=False, choices=[("", "All"), ("unread", "Unread")])
    news = forms.ChoiceField(label="About", required=False, choices=[("", "Everything"), *News.choices])


class NotificationList(Keyset, Page):
    """Newest first. Where it leads is open only as long as one may see that thing."""

    permission = ANYBODY
    template_name = "work/notification_list.html"
    is_newest_first = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FilterNews(self.request.GET)
        asked = form.cleaned_data if form.is_valid() else {"state": "", "news": ""}
        mine = Notification.objects.visible_to(self.request.user)
        shown = mine.unread() if asked["state"] == "unread" else mine
        shown = shown.filter(news=asked["news"]) if asked["news"] else shown
        page = self.page_of(shown.select_related("target_type"))
        seen = targets.seen_among(self.request.user, page.rows)
        rows = [(row, seen.get((row.target_type_id, row.target_id))) for row in page.rows]
        return super().get_context_data(
            rows=[(row, target is not None) for row, target in rows],
            page=page,
            form=form,
            unread=mine.unread().count(),
            newest=max((row.pk for row in page.rows), default=0),
            here=self.request.get_full_path(),
            is_narrowed=bool(asked["state"] or asked["news"]),
            crumbs=[{"label": "Notifications"}],
            **kwargs,
        )


class OneNotification(Guarded):
    permission = ANYBODY

    def load(self, *, notification: int, **kwargs: Any) -> None:
        mine = Notification.objects.visible_to(self.request.user).select_related("target_type")
        self.notification = get_object_or_404(mine, pk=notification)

    def get_success_url(self) -> str:
        """Back to the list as it was filtered."""
        back = self.request.POST.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return back if is_ours and back.startswith("/notifications/") else reverse("work:notification-list")


class NotificationOpen(OneNotification, ActionView):
    """Read it by going where it leads."""

    def operate(self) -> HttpResponse:
        operations.mark_read(self.notification, actor=self.request.user, at=timezone.now())
        found = (
            targets.find(self.request.user, targets.handle(self.notification.target))
            if self.notification.target
            else None
        )
        if found is None:
            messages.info(self.request, "You may no longer open the page that this was about.")
            return HttpResponseRedirect(self.get_success_url())
        return HttpResponseRedirect(targets.url_of(found, self.request.user))


class NotificationRead(OneNotification, ActionView):
    def operate(self) -> None:
        operations.mark_read(self.notification, actor=self.request.user, at=timezone.now())


class NotificationUnread(OneNotification, ActionView):
    def operate(self) -> None:
        operations.mark_unread(self.notification, actor=self.request.user)


class NotificationsRead(Guarded):
    """Everything up to the newest on the page; the answer offers to take it back."""

    permission = ANYBODY
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        upto, now = request.POST.get("upto", ""), timezone.now()
        if upto.isascii() and upto.isdecimal() and len(upto) <= 18:
            operations.mark_all_read(actor=request.user, at=now, upto=int(upto))
        undo = urlencode({"marked": now.isoformat()})
        return HttpResponseRedirect(f"{reverse('work:notification-list')}?{undo}")


class NotificationsUnread(Guarded):
    """Take back what was marked at one moment."""

    permission = ANYBODY
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            marked = forms.DateTimeField().clean(request.POST.get("marked", ""))
        except forms.ValidationError:
            marked = None
        if marked is not None:
            operations.mark_as_before(marked, actor=request.user)
        return HttpResponseRedirect(reverse("work:notification-list"))


@method_decorator(login_not_required, name="dispatch")
class NewsStop(TemplateView):
    """The link in every mail that ends its kind: signed, so it needs no sign-in, and asked once more."""

    permission = "open"
    template_name = "work/news_stop.html"
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.person_id, news = loads(kwargs["link"], salt=STOP)
            self.news = News(news)
        except (BadSignature, ValueError, TypeError):
            raise Http404 from None
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = get_object_or_404(get_user_model().objects.select_related("organisation"), pk=self.person_id)
        with acting(Scope(vendor_id=person.vendor_id, actor_id=person.pk, request_id=request.request_id)):
            stop_mail(self.news, actor=person)
        return self.render_to_response(self.get_context_data(is_done=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(news=self.news.label, **kwargs)
