"""What was asked of a person by a day, on their home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from dataops.accounts.models import User
from dataops.web.templatetags.formats import day
from dataops.work.needs import Need, Urgency
from programs.models import Ask, Program
from programs.rules.week import local_day

SOON = timedelta(days=7)


def ask_needs(user: User, *, at: datetime) -> Iterator[Need]:
    """What programs under way need from this person and do not have yet."""
    if user.vendor_id is not None:
        return
    mine = Ask.objects.visible_to(user).open().filter(owner=user, program__in=Program.objects.running())
    for ask in mine.select_related("program", "asked_by").order_by("needed_by", "pk"):
        yield _need(ask, at)


def _need(ask: Ask, at: datetime) -> Need:
    on, due = local_day(ask.program, at), ask.needed_by
    is_late = due < on
    soon = Urgency.DUE if due <= on + SOON else Urgency.WAITING
    return Need(
        urgency=Urgency.LATE if is_late else soon,
        title=f"Answer: {ask.what}",
        why=f"{ask.asked_by.name} needs it by {day(due, on)}. {ask.recommendation}".strip(),
        url=reverse("programs:ask-detail", args=[ask.program.code, ask.pk]),
        action="Answer",
        meta=(ask.program.code, ask.program.name),
        since=datetime.combine(due, time(), tzinfo=at.tzinfo) if is_late else None,
        tone="bad" if is_late else "warn" if soon == Urgency.DUE else "info",
    )
