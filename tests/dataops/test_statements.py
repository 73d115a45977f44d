from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from dataops.base.database import STAFF, Scope, acting
from dataops.base.statements import Statement
from labeling.models import Batch, LabelSchema
from tests.factories import labeling, vendors
from vendors.models import Worker

pytestmark = pytest.mark.django_db

QUESTION = Statement(
    "select {batch}, {question}, %(word)s::text || '!' from labeling_batch batch"
    " join labeling_labelschema question on question.id = batch.schema_id where batch.id = %(id)s",
    batch=Batch,
    question=LabelSchema,
)
WORKERS = Statement("select {worker} from vendors_worker worker order by worker.id", worker=Worker)


def test_rows_are_what_the_orm_reads():
    stored = labeling.share().batch
    batch, question, word = QUESTION.one(id=stored.pk, word="so")
    assert (batch, question, word) == (stored, stored.schema, "so!")
    for read, known in ((batch, Batch.objects.get()), (question, LabelSchema.objects.get())):
        fields = [field.attname for field in known._meta.concrete_fields]
        assert [getattr(read, name) for name in fields] == [getattr(known, name) for name in fields]


def test_no_row_is_none():
    assert QUESTION.one(id=0, word="") is None


def test_a_plan_made_in_what_was_rolled_back_serves_on():
    statement = Statement("select %(n)s::int + 20261")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert statement.one(n=1) == (20262,)
        raise ZeroDivisionError
    assert statement.one(n=2) == (20263,)


def test_to_plan_is_no_query_of_the_caller():
    statement = Statement("select %(n)s::int + 20262")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            statement.one(n=1)
        assert len(queries) == 1


def test_a_plan_made_for_staff_shows_a_vendor_its_own_rows_only():
    mine, rival = vendors.worker(), vendors.worker()
    for _ in range(8):  # past the five runs after which Postgres may settle on one plan
        with acting(STAFF):
            assert WORKERS.rows() == [(mine,), (rival,)]
        with acting(Scope(vendor_id=mine.vendor_id)):
            assert WORKERS.rows() == [(mine,)]
        with acting(Scope(vendor_id=rival.vendor_id)):
            assert WORKERS.rows() == [(rival,)]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_planned_for_again():
    statement = Statement("select %(n)s::int + 20264")
    assert statement.one(n=1) == (20265,)
    connection.close()
    assert statement.one(n=1) == (20265,)


def test_what_was_planned_and_not_noted_is_found():
    statement = Statement("select %(n)s::int + 20265")
    with connection.cursor() as cursor:
        cursor.execute(statement.plan)
    assert statement.one(n=1) == (20266,)


def test_a_plan_that_fails_fails_as_any_query_does():
    with pytest.raises(ProgrammingError, match="nowhere"), transaction.atomic():
        Statement("select * from nowhere").rows()
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            Statement("select %(n)s::int + 20266").one(n=1)
