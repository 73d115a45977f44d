from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_ACTOR, own_rows
from dataops.work import targets
from dataops.work.models.targeted import Targeted, about

LONGEST = 10_000
EDITED_WITHIN = timedelta(minutes=15)
# A vendor's person writes as themselves, to us, about what their vendor sees: models say by a plug which things those are.
AS_MYSELF = f"author_id = {CURRENT_ACTOR} and is_shared and {{talked_about}}"


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user) -> CommentQuerySet:
        """What was said about things the person may open; to a vendor's people, what was said to their vendor."""
        if user.vendor_id is not None:
            self = self.filter(is_shared=True, vendor_id=user.vendor_id)
        return self.filter(targets.about_seen(user))

    def on(self, target: models.Model) -> CommentQuerySet:
        return self.filter(**about(target))

    def standing(self) -> CommentQuerySet:
        return self.filter(deleted_at=None)


class Comment(Stamped, Targeted):
    """What one person said about a thing. Inside the company, unless it was marked as said to the vendor."""

    portal = own_rows(
        "insert",
        "update (body, mentions, edited_at, deleted_at, version, updated_at)",
        only="is_shared",
        adds=AS_MYSELF,
    )
    portal_plugs = {
        "promises": """case when jobs_outbox.name = 'work.tell_of_comment' then exists (
            select from work_comment c
            where c.id = (jobs_outbox.kwargs ->> 'comment_id')::bigint) else false end"""
    }

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments", db_constraint=False
    )
    body = models.TextField()
    mentions = models.JSONField(default=dict, help_text="Whom the words behind an @ mean.")
    is_shared = models.BooleanField(default=False, help_text="The vendor's people read it too.")
    program_id = models.BigIntegerField(null=True)
    vendor_id = models.BigIntegerField(null=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["target_type", "target_id", "id"], name="comment_on_target")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_shared=True) | Q(vendor_id__isnull=False), name="comment_shared_with_a_vendor"
            )
        ]

    def __str__(self):
        return f"comment {self.pk}"

    def may_edit(self, user, *, at: datetime) -> bool:
        """By its author, as long as hardly anybody has read it."""
        return self.may_delete(user) and at - self.said_at <= EDITED_WITHIN

    def may_delete(self, user) -> bool:
        return self.author_id == user.pk and self.deleted_at is None
