"""Celery shells around operations."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.utils import timezone

from dataops.jobs.tasks import task
from dataops.work.choices import Cadence
from dataops.work.models import Comment
from dataops.work.operations import comment as operations
from dataops.work.operations.mail import mail_news


@task("work.mail_news")
def mail_at_once(*, person_id: int) -> None:
    people = get_user_model().objects.select_related("organisation")
    mail_news(people.get(pk=person_id), [Cadence.AT_ONCE], at=timezone.now())


@task("work.tell_of_comment")
def tell_of_comment(*, comment_id: int) -> None:
    comment = Comment.objects.select_related("author__organisation", "target_type").get(pk=comment_id)
    operations.tell_of_comment(comment, at=timezone.now())
