"""T18: a vendor's request signs in as a login that cannot become anybody else."""

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base import checks
from dataops.base.database import PORTAL_ALIAS, PORTAL_LOGIN, PORTAL_ROLE, STAFF, STAFF_ROLE, Scope, acting
from tests.factories import accounts, vendors
from tests.security import catalogue
from tests.security.doors import as_web_login
from vendors.models import WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal_login(transactional_db, monkeypatch):
    """As in production: the same database, signed in to under another name."""
    login = connections["default"].copy()
    login.settings_dict["USER"], login.alias = PORTAL_LOGIN, PORTAL_ALIAS
    monkeypatch.setitem(connections.settings, PORTAL_ALIAS, login.settings_dict)
    connections[PORTAL_ALIAS] = login
    yield
    login.close()
    del connections[PORTAL_ALIAS]


def who() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select session_user::text, current_user::text")
        return cursor.fetchone()


def test_t18_only_what_is_done_for_a_vendor_goes_through_its_login(portal_login):
    before = who()

    with acting(Scope(vendor_id=1)):
        assert who() == (PORTAL_LOGIN, PORTAL_ROLE)
        assert connection.alias == "default"
        with acting(Scope(vendor_id=1, actor_id=2)):
            assert who() == (PORTAL_LOGIN, PORTAL_ROLE)
    with acting(STAFF):
        assert who() == (before[0], STAFF_ROLE)
    with acting(Scope(vendor_id=1, is_signing_in=True)):
        assert who()[0] == before[0]

    assert who() == before


def test_t18_the_check_at_start_knows_a_login_that_can_climb(portal_login):
    assert checks.vendors_login(None) == []

    with connection.cursor() as cursor:
        cursor.execute(f"grant {STAFF_ROLE} to {PORTAL_LOGIN}")
    try:
        assert [error.id for error in checks.vendors_login(None)] == ["dataops.E011"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"revoke {STAFF_ROLE} from {PORTAL_LOGIN}")


def test_t18_a_login_that_does_not_get_in_is_found_at_start(portal_login):
    connections[PORTAL_ALIAS].close()
    connections[PORTAL_ALIAS].settings_dict["USER"] = "nobody_at_all"

    assert [error.id for error in checks.vendors_login(None)] == ["dataops.E010"]


def test_t18_an_error_leads_back_to_our_own_login(portal_login):
    before = who()

    with pytest.raises(ZeroDivisionError), acting(Scope(vendor_id=1)):
        raise ZeroDivisionError

    assert who() == before


@pytest.mark.parametrize(
    "attack",
    [
        "set role dataops_staff",
        "set role dataops_web",
        "set role dataops",
        "select set_config('role', 'dataops_staff', true)",
        "set session authorization dataops",
        "reset role; select email from accounts_user",
        "reset role; select session_key from django_session",
        "reset session authorization; select email from accounts_user",
        "create table door (id int)",
    ],
)
def test_t18_sql_put_into_a_vendors_request_does_not_climb(portal_login, attack):
    with pytest.raises(ProgrammingError), acting(Scope(vendor_id=1)), connection.cursor() as cursor:
        cursor.execute(attack)


def test_t18_the_login_itself_reaches_no_table():
    assert catalogue.reachable_by(PORTAL_LOGIN) == set()


def test_a_vendors_pages_and_answers_work_through_it(portal_login, client):
    order = vendors.work_order(state="sent")
    admin = accounts.user(role=Role.VENDOR_ADMIN, organisation=order.vendor.organisation)
    client.force_login(admin)

    with as_web_login():
        page = client.get(reverse("vendors:portal-orders"))
        answer = client.post(
            f"/api/v1/work-orders/{order.pk}/answer/", {"is_accepted": True}, "application/json"
        )
        missed = client.get(f"/api/v1/work-orders/{order.pk + 1}/")

    assert (page.status_code, answer.status_code, missed.status_code) == (200, 200, 404)
    assert WorkOrder.objects.get().state == "accepted"
    told = Event.objects.filter(actor=admin).values_list("verb", flat=True)
    assert {"order.accepted", "access.missed"} <= set(told)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where usename = %s", [PORTAL_LOGIN])
        assert cursor.fetchone() == (1,)
