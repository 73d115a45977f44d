"""The second wall by itself: what the database shows to a vendor's role."""

import json

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from compliance.models import Clearance
from dataops.base.database import STAFF, Scope, acting
from dataops.jobs.models import Job
from programs.models import BudgetLine, Program
from tests.factories import compliance, programs, vendors
from vendors.models import WorkOrder

pytestmark = pytest.mark.django_db


def test_a_vendor_sees_its_own_orders_only():
    own, rival = vendors.work_order(), vendors.work_order()

    with acting(Scope(vendor_id=own.vendor_id)):
        seen = list(WorkOrder.objects.all())

    assert seen == [own]
    assert rival not in seen


def test_a_vendor_sees_the_programs_it_works_for():
    order, _ = vendors.work_order(), programs.program()

    with acting(Scope(vendor_id=order.vendor_id)):
        assert list(Program.objects.all()) == [order.program]


def test_a_table_nobody_opened_is_closed():
    vendor = vendors.vendor()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting(Scope(vendor_id=vendor.pk)),
    ):
        BudgetLine.objects.count()


def test_a_vendor_learns_whether_its_program_is_cleared_and_not_why():
    order, _ = vendors.work_order(), compliance.clearance()
    own = compliance.clearance(order.program)

    with acting(Scope(vendor_id=order.vendor_id)):
        assert list(Clearance.objects.values_list("program", "state")) == [(own.program_id, "granted")]

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting(Scope(vendor_id=order.vendor_id)),
    ):
        list(Clearance.objects.values_list("basis"))


def test_a_vendor_cannot_give_a_rival_a_job():
    own, rival = vendors.vendor(), vendors.vendor()

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        acting(Scope(vendor_id=own.pk)),
    ):
        Job.objects.create(kind="export", title="A job", vendor_id=rival.pk)


def test_a_vendor_can_change_its_answer_to_an_order_and_nothing_else():
    own = vendors.work_order()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting(Scope(vendor_id=own.vendor_id)),
    ):
        WorkOrder.objects.filter(pk=own.pk).update(unit_price=9)


def test_staff_see_everything_and_the_role_ends_with_the_block():
    own, rival = vendors.work_order(), vendors.work_order()

    with acting(Scope(vendor_id=own.vendor_id)):
        pass
    with acting(STAFF):
        assert set(WorkOrder.objects.all()) == {own, rival}

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role'), current_setting('app.vendor', true)")
        assert cursor.fetchone() == ("none", "")


def test_every_change_leaves_a_row_in_the_trail():
    order = vendors.work_order()

    with acting(Scope(actor_id=7, request_id="r1")):
        WorkOrder.objects.filter(pk=order.pk).update(units=5)

    with connection.cursor() as cursor:
        cursor.execute(
            "select op, actor, request, role, vendor_id, diff from audit_row where tbl = 'vendors_workorder' order by seq"
        )
        inserted, updated = cursor.fetchall()
    assert inserted[0] == "I"
    assert updated[:5] == ("U", "7", "r1", "dataops_staff", order.vendor_id)
    assert json.loads(updated[5]) == {"units": [1000, 5]}


@pytest.mark.parametrize(
    "attack",
    [
        "update audit_row set actor = 'x'",
        "delete from audit_row",
        "truncate audit_row",
        "insert into audit_row (role, tbl, pk, op, diff) values ('x', 'x', '1', 'I', '{}')",
        "alter table vendors_workorder disable trigger all",
        "drop trigger audit_update on vendors_workorder",
        "set local session_replication_role = replica",
        "truncate vendors_workorder",
        "update audit_event set verb = 'x'",
        "delete from audit_event",
    ],
)
def test_d02_the_staff_role_cannot_touch_the_trail(attack):
    with pytest.raises(ProgrammingError), transaction.atomic(), acting(STAFF), connection.cursor() as cursor:
        cursor.execute(attack)
