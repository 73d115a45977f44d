from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from dataops.jobs.models import Job
from dataops.web.middleware import is_at_the_door
from dataops.web.navigation import sections_for

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
            frame["jobs"] = Job.objects.visible_to(user).unfinished().count()
    return frame
