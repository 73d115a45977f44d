from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from django.http import HttpRequest

from dataops.jobs.models import Job
from dataops.web.middleware import is_at_the_door
from dataops.web.navigation import sections_for
from dataops.work.models import Notification

PARTNER = "vendor"  # the kind of an organisation that works under a contract, beside our own teams


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame shows: the rail, running jobs, whether the company is a simulation."""
    frame: dict[str, Any] = {"sample_mode": settings.SAMPLE_MODE, "layout": "layouts/app.html"}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame
    frame["role_name"], frame["organisation"] = user.get_role_display(), user.organisation.name
    if user.vendor_id is not None:
        frame["layout"], frame["vendor_name"] = "layouts/portal.html", user.organisation.name
        frame["is_partner"] = user.organisation.kind == PARTNER
        frame["portal_name"] = "Partner portal" if frame["is_partner"] else "Labeling"
    if not getattr(request, "htmx", False):
        frame["nav"] = sections_for(request)
        if getattr(request, "has_wall", False) and not is_at_the_door(request):
            frame["jobs"], frame["unread"] = _waiting(user)
    return frame


def _waiting(user: Any) -> tuple[int, int]:
    """How many jobs run and how many notifications are unread, by one question to the database."""
    jobs, unread = Job.objects.visible_to(user).unfinished(), Notification.objects.visible_to(user).unread()
    counts = get_user_model().objects.filter(pk=user.pk).values_list(_count(jobs), _count(unread))
    return counts.get()


def _count(rows: QuerySet) -> Subquery:
    number = Func(F("pk"), function="count", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(number=number).values("number"))
