"""One's dates in the calendar one uses anyway: a secret address, given out once and taken back at any time."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import View

from dataops.base.database import Scope, acting
from dataops.base.mail import absolute
from dataops.web.views.base import ActionView, Page
from dataops.work import actions
from dataops.work.ics import calendar_of
from dataops.work.models import CalendarKey
from dataops.work.operations import calendar as operations

STAFF = "programs.see_requests"
RATE, WINDOW = 60, 3600  # a calendar asks every few minutes at most
OF_ONE_CLIENT = 600  # behind one address there may be a house full of calendars


class CalendarPage(Page):
    """Whether one has an address, and the buttons to get or end it."""

    permission = STAFF
    template_name = "work/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = CalendarKey.objects.visible_to(self.request.user).standing().first()
        return super().get_context_data(key=key, crumbs=[{"label": "Your calendar"}], **kwargs)


class CalendarIssue(CalendarPage):
    """The new address stands on this answer and nowhere else."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        secret = operations.issue_calendar(actor=request.user, at=timezone.now())
        address = absolute(reverse("work:calendar-feed", args=[secret]))
        return render(request, self.template_name, self.get_context_data(address=address))


class CalendarRevoke(ActionView):
    permission = STAFF
    success_message = "The address opens nothing any more."

    def operate(self) -> None:
        operations.revoke_calendar(actor=self.request.user, at=timezone.now())

    def get_success_url(self) -> str:
        return reverse("work:calendar")


@method_decorator(login_not_required, name="dispatch")
class CalendarFeed(View):
    """What the address opens: the person's own dates, or with ``?whose=all`` all that they may see. No session."""

    permission = "open"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        now = timezone.now()
        if _is_too_often(request, key):
            return HttpResponse(status=429, headers={"Retry-After": str(WINDOW)})
        person = operations.recognise_calendar(key, at=now)
        if person is None or (request.user.is_authenticated and request.user.pk != person.pk):
            raise Http404
        with acting(Scope(vendor_id=person.vendor_id, actor_id=person.pk, request_id=request.request_id)):
            owner = None if request.GET.get("whose") == "all" else person
            found = actions.open_actions(person, owner=owner)
            body = calendar_of(found, name="DataOps", at=now)
        return HttpResponse(
            body,
            content_type="text/calendar; charset=utf-8",
            headers={
                "Cache-Control": "private, no-store",
                "Content-Disposition": 'inline; filename="dataops.ics"',
            },
        )


def _is_too_often(request: HttpRequest, key: str) -> bool:
    """Counted by the whole secret, which nobody can use up who does not know it, and by who asks, who may guess."""
    count, secret = caches["forgiving"].count, sha256(key.encode()).hexdigest()
    if count(f"calendar-of:{get_adapter(request).get_client_ip(request)}", within=WINDOW) > OF_ONE_CLIENT:
        return True
    return count(f"calendar:{secret}", within=WINDOW) > RATE
