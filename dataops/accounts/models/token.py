from __future__ import annotations

from django.db import models

from dataops.accounts.choices import TokenScope
from dataops.accounts.models.user import User
from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_ACTOR, rows_where


class ApiTokenQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ApiTokenQuerySet:
        return self.filter(user=user)


class ApiToken(Stamped):
    """A key for scripts: shown once, kept as an HMAC, with a scope and an end."""

    portal = rows_where(
        f"user_id = {CURRENT_ACTOR} and exists (select from accounts_user u where u.id = user_id)",
        "insert",
        "update (revoked_at, last_used_at)",
    )
    hidden_in_trail = ("digest", "last_used_at")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    public_id = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scope = models.CharField(max_length=5, choices=TokenScope, default=TokenScope.READ)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self):
        return f"token {self.public_id}"
