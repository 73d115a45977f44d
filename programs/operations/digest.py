"""The digest goes out: to each leader, and to who else asked for it, once a week, on Monday afternoon by their own clock."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.mail import absolute, send_mail
from dataops.jobs.outbox import enqueue
from programs import permissions
from programs.models import DigestReader, Program
from programs.reports.digest import digest_of
from programs.rules.week import week_of

MAIL = "programs.mail_digest"
MAY_READ = [role for role, held in permissions.COMPANY_WIDE.items() if permissions.SEE_LEADERSHIP in held]
SENT_FROM = time(13)  # an hour after the reports of most programs are due


def send_digests(*, at: datetime) -> int:
    """Promise the digest to everybody whose Monday afternoon has come, and say how many."""
    return sum(_send(person, at=at) for person in readers())


def readers() -> QuerySet[User]:
    """Leadership, unless they said no; and who else may read it, if they asked for it."""
    asked = Q(digest__wants_mail=True, role__in=MAY_READ)
    return User.objects.active().filter(Q(role=Role.LEADERSHIP) | asked).order_by("pk")


@transaction.atomic
def _send(leader: User, *, at: datetime) -> bool:
    """Once a week, whoever runs twice; who moves to another zone in the week gets no second one."""
    User.objects.select_for_update().get(pk=leader.pk)
    reader = DigestReader.objects.filter(person=leader).first() or DigestReader(person=leader)
    here = at.astimezone(ZoneInfo(reader.time_zone))
    monday = week_of(here.date())
    is_time = here >= datetime.combine(monday, SENT_FROM, here.tzinfo)
    if not reader.wants_mail or not is_time or (reader.sent_week_on and reader.sent_week_on >= monday):
        return False
    reader.sent_week_on = monday
    reader.save()
    record("digest.sent", reader, actor=None, week_on=monday.isoformat())
    enqueue(MAIL, person_id=leader.pk)
    return True


def mail_digest(person: User, *, at: datetime) -> None:
    """One message about all programs, in HTML and in plain text; a repeat is recognised by its Message-ID.

    Who left, or leads no more, since it was promised gets none.
    """
    if not person.has_perm(permissions.SEE_LEADERSHIP):
        return
    reader = DigestReader.objects.filter(person=person).first()
    zone = reader.time_zone if reader else "UTC"
    digest = digest_of(
        Program.objects.visible_to(person),
        at=at,
        zone=zone,
        with_money=person.has_perm(permissions.SEE_MONEY),
    )
    context = {
        "digest": digest,
        "action_url": absolute(reverse("programs:digest")),
        "action_label": "Open the digest",
        "settings_url": absolute(reverse("programs:digest-settings")),
    }
    subject = f"Week {digest.week}: {digest.off} off track, {digest.risky} at risk"
    key = f"digest-{week_of(digest.on)}-{person.pk}"
    send_mail(person.email, subject, "programs/mail/digest", context, key=key)
