"""Celery shells around operations."""

from __future__ import annotations

from django.utils import timezone

from dataops.accounts.operations.invitation import mail_invitation
from dataops.jobs.tasks import task


@task("accounts.mail_invitation")
def mail(*, invitation_id: int) -> None:
    mail_invitation(invitation_id, at=timezone.now())
