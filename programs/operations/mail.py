"""A published report goes out: one message per reader, each promised once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from guardian.shortcuts import get_users_with_perms

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.base.mail import absolute, send_mail
from dataops.jobs.models import Outbox
from dataops.jobs.outbox import enqueue
from programs import permissions
from programs.choices import ReportState
from programs.models import StatusReport
from programs.reports.document import document_of

MAIL = "programs.mail_report"


def readers_of(report: StatusReport) -> QuerySet[User]:
    """Who is admitted to the program, and leadership."""
    admitted: Iterable[User] = get_users_with_perms(  # type: ignore[assignment]
        report.program, only_with_perms_in=["view_program"], with_group_users=False
    )
    leaders = User.objects.with_role(Role.LEADERSHIP)
    ids = {person.pk for person in admitted} | set(leaders.values_list("pk", flat=True))
    return User.objects.active().filter(pk__in=ids).order_by("pk")


def send_report(report: StatusReport) -> int:
    """Promise a message to every reader who has none yet, and say how many."""
    if report.state != ReportState.PUBLISHED:
        return 0
    promised = set(
        Outbox.objects.filter(name=MAIL, kwargs__report_id=report.pk).values_list(
            "kwargs__person_id", flat=True
        )
    )
    waiting = [person for person in readers_of(report) if person.pk not in promised]
    for person in waiting:
        enqueue(MAIL, report_id=report.pk, person_id=person.pk)
    return len(waiting)


def mail_report(report: StatusReport, person: User) -> None:
    """One message, in HTML and in plain text. Its Message-ID never changes, so a repeat is recognised.

    Who left, or may not read it any more, since it was promised gets none.
    """
    if not readers_of(report).filter(pk=person.pk).exists():
        return
    document = document_of(report, with_money=person.has_perm(permissions.SEE_MONEY))
    context = {
        "document": document,
        "report": report,
        "action_url": absolute(reverse("programs:report-detail", args=[report.pk])),
        "action_label": "Open the report",
        "sections": [
            ("What went well", report.highlights),
            ("What did not", report.lowlights),
            ("Next week", report.next_week),
        ],
    }
    subject, key = f"{document.title}: {document.status_word.lower()}", f"report-{report.pk}-{person.pk}"
    send_mail(person.email, subject, "programs/mail/report", context, key=key)
