"""Many events by one command are what one by one would have written."""

import pytest

from dataops.audit.models import Event
from dataops.audit.recording import record, record_each
from tests.factories import accounts, vendors

pytestmark = pytest.mark.django_db

TOLD = [field.attname for field in Event._meta.concrete_fields if field.attname not in ("id", "happened_at")]


@pytest.mark.parametrize("factory", [vendors.worker, vendors.work_order, accounts.user])
def test_each_event_is_the_one_that_record_writes(factory):
    actor, targets = accounts.user(), [factory(), factory()]
    details = [{"of": [1, 2], "said": 'a "word" {0} %s'}, {}]

    record_each("thing.done", list(zip(targets, details, strict=True)), actor=actor)
    for target, facts in zip(targets, details, strict=True):
        record("thing.done", target, actor=actor, **facts)

    each, alone = (
        list(rows.values(*TOLD))
        for rows in (Event.objects.order_by("pk")[:2], Event.objects.order_by("pk")[2:])
    )
    assert each == alone


def test_nothing_done_is_nothing_told(django_assert_num_queries):
    with django_assert_num_queries(0):
        record_each("thing.done", [], actor=None)
