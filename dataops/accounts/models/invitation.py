from __future__ import annotations

from datetime import datetime

from django.db import models

from dataops.accounts.choices import OUTSIDE, Role
from dataops.accounts.models.organisation import Organisation
from dataops.accounts.models.user import User
from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_VENDOR, rows_where


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> InvitationQuerySet:
        return self if user.vendor_id is None else self.filter(organisation_id=user.vendor_id)

    def open(self, *, at: datetime) -> InvitationQuerySet:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(Stamped):
    """The one way in: a secret link for one e-mail address, with the role already decided."""

    portal = rows_where(
        f"organisation_id = {CURRENT_VENDOR} and role in {OUTSIDE}", "insert", "update (revoked_at)"
    )
    portal_plugs = {
        "promises": """case when jobs_outbox.name = 'accounts.mail_invitation' then exists (
            select from accounts_invitation i
            where i.id = (jobs_outbox.kwargs ->> 'invitation_id')::bigint) else false end"""
    }
    hidden_in_trail = ("email", "digest")

    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self):
        return f"invitation {self.pk}"
