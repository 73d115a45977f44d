"""How a request's state and age are written."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from dataops.web.templatetags.formats import day, duration
from dataops.web.templatetags.ui import status
from programs.choices import RequestState
from programs.models import DataRequest
from programs.models.request import BUCKETS, LAST_STEP
from programs.reports.ageing import AgeLine

register = template.Library()

SHAPES = {
    RequestState.DRAFT: "idle",
    RequestState.SUBMITTED: "info",
    RequestState.NEEDS_INFORMATION: "warn",
    RequestState.ESTIMATED: "info",
    RequestState.ACCEPTED: "ok",
    RequestState.DECLINED: "bad",
    RequestState.DUPLICATE: "hold",
}


@register.simple_tag
def request_state(request: DataRequest, pill: bool = False) -> SafeString:
    state = RequestState(request.state)
    if request.is_snoozed(on=timezone.now().date()):
        return status("hold", f"Snoozed until {day(request.snoozed_until)}", pill)
    return status(SHAPES[state], state.label, pill)


@register.filter
def age(request: DataRequest, now: datetime) -> str:
    """Since it was sent until the decision or now: ``6 d``."""
    return duration(max(request.waited(at=now).total_seconds(), 0))


@register.filter
def form_url(request: DataRequest) -> str:
    """Where the form goes on."""
    if request.step == LAST_STEP:
        return reverse("programs:request-review", args=[request.number])
    return reverse("programs:request-step", args=[request.number, request.step])


@register.filter
def by_bucket(line: AgeLine) -> list[tuple[str, int]]:
    return list(zip(BUCKETS, line.counts, strict=True))
