"""Celery shells around operations."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone

from dataops.jobs.tasks import periodic, task
from dataops.work.choices import Cadence
from dataops.work.models import Comment
from dataops.work.operations import comment, mail, webhook_delivery
from dataops.work.people import Person


@task("work.mail_news")
def mail_at_once(*, person_id: int) -> None:
    mail.mail_news(_person(person_id), [Cadence.AT_ONCE], at=timezone.now())


@task("work.mail_digest")
def mail_digest(*, person_id: int) -> None:
    mail.mail_digest(_person(person_id), at=timezone.now())


@periodic("work.mail_digests", key=lambda now: f"{now:%Y-%m-%d %H}")
def mail_digests(*, at: datetime) -> None:
    mail.promise_digests(at=at)


@task("work.tell_of_comment")
def tell_of_comment(*, comment_id: int) -> None:
    said = Comment.objects.select_related("author__organisation", "target_type").get(pk=comment_id)
    comment.tell_of_comment(said, at=timezone.now())


@periodic("work.tell_webhooks", key=lambda now: f"{now:%Y-%m-%d %H:%M}")
def tell_webhooks(*, at: datetime) -> None:
    webhook_delivery.tell_webhooks(at=at)


@task("work.deliver_webhook", resumable=True)
def deliver_webhook(*, delivery_id: int) -> None:
    webhook_delivery.deliver(delivery_id, at=timezone.now())


def _person(key: int) -> Person:
    return get_user_model().objects.select_related("organisation").get(pk=key)
