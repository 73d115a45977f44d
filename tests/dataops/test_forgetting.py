import datetime as dt

import pytest
from django.utils import timezone

from dataops.jobs import idempotency
from dataops.jobs.models import IdempotencyKey, Outbox
from dataops.jobs.outbox import enqueue
from dataops.jobs.tasks import forget_old

pytestmark = pytest.mark.django_db


def claim(key):
    return idempotency.claim(actor_id=1, route="POST /api/v1/requests/", key=key, body_hash="f" * 64)


def test_a_key_is_claimed_once():
    first, is_new = claim("a")
    again, is_new_again = claim("a")

    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)


def test_keys_that_no_client_repeats_any_more_are_dropped():
    old, young = claim("old")[0], claim("young")[0]
    long_ago = timezone.now() - idempotency.KEPT - dt.timedelta(minutes=1)
    IdempotencyKey.objects.filter(pk=old.pk).update(created_at=long_ago)

    forget_old()

    assert IdempotencyKey.objects.get() == young


def test_promises_are_dropped_long_after_they_were_kept_and_never_before():
    enqueue("labeling.deliver_share", share_id=1)
    enqueue("labeling.deliver_share", share_id=2)
    kept, waiting = Outbox.objects.order_by("pk")
    Outbox.objects.filter(pk=kept.pk).update(done_at=timezone.now() - dt.timedelta(days=31))

    forget_old()
    forget_old()

    assert Outbox.objects.get() == waiting
