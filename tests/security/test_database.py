"""T06, T13, T18, T19: what the database refuses, whatever the application asks of it."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError

from dataops.base import rollups
from dataops.base.database import LOGIN_ROLE, PORTAL_LOGIN, PORTAL_ROLE, STAFF, STAFF_ROLE, Scope, acting
from dataops.base.schema import LOGIN_TABLES, PORTAL_TABLES
from dataops.base.walls import Portal
from dataops.jobs.models import Outbox
from dataops.jobs.tasks import NoTenant, task
from labeling.models import Slot
from tests.architecture.world import CANARY, build
from tests.factories import labeling, vendors
from tests.security import catalogue
from tests.security.catalogue import NUMBERS_ONLY, SAME_FOR_ALL, column, rows
from tests.security.doors import as_web_login
from vendors.models import WorkOrder

pytestmark = pytest.mark.django_db

# A table with a vendor column that vendors reach by another rule than "the rows of my vendor".
BY_ANOTHER_RULE = {
    "audit_event": "vendors add what they did themselves and see the numbers of that, nothing of it",
    "jobs_outbox": "vendors add promises about their own rows and see the numbers of those, nothing of them",
}


def attempt(sql: str, *values: object) -> int:
    """How many rows it met; -1 when the database refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.rowcount
    except ProgrammingError as refusal:
        if (
            refusal.__cause__.pgcode != "42501"
        ):  # anything but "insufficient privilege" is a typing error of ours
            raise
        return -1


def test_t18_the_login_reaches_the_tables_of_sign_in_and_no_other():
    assert catalogue.reachable_by(LOGIN_ROLE) == LOGIN_TABLES.keys() & set(catalogue.tables())


def test_t18_the_login_alone_sees_nothing_of_the_work_and_cannot_raise_itself():
    build()
    closed = sorted(set(catalogue.tables()) - LOGIN_TABLES.keys())

    with as_web_login():
        seen = [table for table in closed if attempt(f'select 1 from "{table}" limit 1') != -1]
        raised = [
            sql
            for sql in (
                "set role dataops",
                "create table door (id int)",
                "create role door",
                "alter table accounts_user disable row level security",
                "update accounts_user set role = 'administrator'",
                "update accounts_user set is_superuser = true",
                "update accounts_user set email = 'x@example.com'",
                "update accounts_apitoken set scope = 'write'",
                "delete from audit_event",
                "select verb from audit_event",
                "copy accounts_user to program 'cat'",
                "select pg_read_file('/etc/passwd')",
            )
            if attempt(sql) != -1
        ]

    assert closed
    assert (seen, raised) == ([], [])


def test_t18_the_portal_without_a_vendor_sees_nothing():
    build()
    seen = {}
    with as_web_login(), acting(STAFF), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('role', %s, true), set_config('app.vendor', '', true)", [PORTAL_ROLE]
        )
        for table in catalogue.tables():
            columns = "id" if table in NUMBERS_ONLY else "*"
            if table not in SAME_FOR_ALL | NUMBERS_ONLY and attempt(f'select {columns} from "{table}"') > 0:
                seen[table] = "rows"
    assert seen == {}


def test_t18_a_vendor_reads_changes_deletes_and_adds_nothing_of_a_rivals():
    world = build()
    own = world.own["vendor_admin"]["vendor"].pk
    rival = world.rival["vendor_admin"]["vendor"].pk
    met = []

    with as_web_login(), acting(Scope(vendor_id=own, actor_id=world.people["vendor_admin"].pk)):
        for table in catalogue.with_vendor():
            tries = {
                "select": f'select 1 from "{table}" where vendor_id = %s',
                "update": f'update "{table}" set vendor_id = vendor_id where vendor_id = %s',
                "delete": f'delete from "{table}" where vendor_id = %s',
            }
            met += [f"{verb} {table}" for verb, sql in tries.items() if attempt(sql, rival) > 0]
            if attempt(f'insert into "{table}" (vendor_id) values (%s)', rival) != -1:
                met.append(f"insert {table}")

    assert met == []


def test_t18_no_row_that_a_vendor_reaches_names_a_rival():
    world = build()
    own = Scope(vendor_id=world.own["vendor_admin"]["vendor"].pk, actor_id=world.people["vendor_admin"].pk)
    shown = []

    with as_web_login(), acting(own):
        for table in sorted(catalogue.reachable_by(PORTAL_ROLE) - NUMBERS_ONLY):
            if attempt(f'select 1 from "{table}" t where t::text like %s', f"%{CANARY}%") > 0:
                shown.append(table)

    assert shown == []


def test_t18_no_view_copy_or_function_looks_over_the_wall():
    views = rows(
        "select relname, relkind from pg_class where relnamespace = 'public'::regnamespace and (relkind = 'm' or"
        " relkind = 'v' and not coalesce('security_invoker=true' = any(reloptions), false))"
    )
    definers = rows(
        "select proname, proconfig::text from pg_proc where prosecdef and pronamespace = 'public'::regnamespace order by proname"
    )
    assert views == []
    writing = {"audit_rows", *(f"roll_{table}" for table in rollups.rollups())}  # they return nothing
    assert definers == [(name, '{"search_path=pg_catalog, public, pg_temp"}') for name in sorted(writing)]


def test_t18_sequences_tell_a_vendor_nothing():
    open_ = column(
        "select relname from pg_class where relkind = 'S' and (has_sequence_privilege(%s, oid, 'usage')"
        " or has_sequence_privilege(%s, oid, 'select'))",
        PORTAL_ROLE, PORTAL_ROLE,
    )  # fmt: skip
    assert open_ == []


def test_t18_the_roles_are_what_they_should_be():
    found = rows(
        "select rolname, rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
        " from pg_roles where rolname = any(%s) order by 1",
        [LOGIN_ROLE, PORTAL_LOGIN, PORTAL_ROLE, STAFF_ROLE],
    )
    none = (False, False, False, False)
    assert found == [
        (PORTAL_ROLE, False, True, *none),
        (PORTAL_LOGIN, True, False, *none),
        (STAFF_ROLE, False, True, *none),
        (LOGIN_ROLE, True, False, *none),
    ]


def test_t19_every_table_that_vendors_reach_has_its_wall():
    assert catalogue.faults_in_the_wall() == []


def test_t19_a_table_opened_without_a_wall_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table scratch (id int, vendor_id bigint); grant select on scratch to {PORTAL_ROLE}"
        )

    assert catalogue.faults_in_the_wall() == ["scratch: no row-level security", "scratch: []"]
    assert "scratch" in catalogue.with_vendor()


def test_t19_a_model_that_declares_no_wall_is_closed():
    walled = {
        model._meta.db_table
        for model in apps.get_models()
        if isinstance(getattr(model, "portal", None), Portal)
    }

    assert catalogue.reachable_by(PORTAL_ROLE) == walled | (PORTAL_TABLES.keys() & set(catalogue.tables()))


def test_t19_every_table_with_a_vendor_is_walled_by_it_or_closed_or_has_its_reason():
    own = {
        model._meta.db_table
        for model in apps.get_models()
        if isinstance(getattr(model, "portal", None), Portal) and model.portal.is_own
    }
    open_ = set(catalogue.with_vendor()) & catalogue.reachable_by(PORTAL_ROLE)

    assert open_ - own == BY_ANOTHER_RULE.keys()


def test_t06_keys_between_rows_of_vendors_carry_the_vendor():
    """Every plain key from a table with a vendor to a walled table has a twin that names both columns."""
    keys = rows(
        "select conrelid::regclass::text, confrelid::regclass::text, array_agg(attname::text order by attname)"
        " from pg_constraint join pg_attribute on attrelid = conrelid and attnum = any(conkey)"
        " where contype = 'f' group by pg_constraint.oid, 1, 2"
    )
    with_vendor = set(catalogue.with_vendor())
    plain = {(a, b, c[0]) for a, b, c in keys if len(c) == 1 and {a, b} <= with_vendor and c != ["vendor_id"]}
    both = {(a, b, next(name for name in c if name != "vendor_id")) for a, b, c in keys if len(c) == 2}

    assert plain
    assert plain - both == set()


@pytest.mark.parametrize("role", ["owner", "staff"])
def test_t06_a_row_cannot_point_at_a_rivals_row_not_even_by_raw_sql(role):
    own, rival = vendors.work_order(), vendors.work_order()
    foreign = vendors.contract(rival.vendor)

    def attack():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "update vendors_workorder set contract_id = %s where id = %s", [foreign.pk, own.pk]
            )
            cursor.execute("set constraints all immediate")

    with pytest.raises(IntegrityError, match="contract"):
        if role == "owner":
            attack()
        else:
            with acting(STAFF):
                attack()
    assert WorkOrder.objects.get(pk=own.pk).contract_id == own.contract_id


def test_t06_a_vendor_cannot_give_its_slot_to_a_rivals_worker():
    slot, stranger = labeling.slot(), vendors.worker()

    with pytest.raises(IntegrityError), transaction.atomic(), acting(Scope(vendor_id=slot.vendor_id)):
        Slot.objects.filter(pk=slot.pk).update(worker_id=stranger.pk)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


@task("vendors.probe_the_wall")
def probe(*, order_id: int, found: list) -> None:
    found.append(WorkOrder.objects.filter(pk=order_id).exists())


def test_t13_a_task_that_names_no_tenant_does_not_run():
    found: list = []
    with pytest.raises(NoTenant):
        probe(order_id=1, found=found)
    assert found == []


def test_t13_a_task_of_one_vendor_does_not_find_anothers_rows():
    own, rival = vendors.work_order(), vendors.work_order()
    found: list = []

    with as_web_login():
        for order in (own, rival):
            probe(vendor_id=own.vendor_id, order_id=order.pk, found=found)
        probe(vendor_id=None, order_id=rival.pk, found=found)

    assert found == [True, False, True]


def test_t13_a_promise_is_kept_once_however_often_it_is_delivered():
    promise = Outbox.objects.create(name="vendors.probe_the_wall")
    found: list = []

    for _ in range(3):
        probe(vendor_id=None, order_id=1, found=found, outbox_id=promise.pk)

    assert found == [False]


@pytest.mark.parametrize("scope", [STAFF, Scope(vendor_id=1)])
def test_a_statement_that_takes_too_long_is_ended(scope):
    with pytest.raises(DatabaseError, match="statement timeout"), transaction.atomic(), acting(scope):  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '20ms'")
            cursor.execute("select pg_sleep(1)")
