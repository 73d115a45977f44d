from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from dataops.jobs.models import Job
from dataops.web.navigation import sections_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame shows: the rail, running jobs, whether the company is a simulation."""
    frame: dict[str, Any] = {"sample_mode": settings.SAMPLE_MODE, "layout": "layouts/app.html"}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and not getattr(request, "htmx", False):
        frame["nav"] = sections_for(request)
        frame["jobs"] = Job.objects.visible_to(user).unfinished().count()
    return frame
