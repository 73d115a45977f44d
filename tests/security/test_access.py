"""T02, T03, T08, T14, Z01-Z09: who is answered, what may be asked, and what may be sent."""

import json
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework.permissions import AllowAny
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.models import User
from dataops.accounts.operations import person as people
from dataops.web.api.permissions import Named
from dataops.web.views.base import Guarded
from programs import permissions
from programs.operations.admission import admit, dismiss
from tests.architecture.probe import let_go, values_for
from tests.architecture.routes import our_routes
from tests.architecture.world import CANARY, build
from tests.factories import accounts, vendors
from tests.security.doors import bearer
from vendors.models import WorkOrder

pytestmark = pytest.mark.django_db
ROUTES = our_routes()
PAGES = [route for route in ROUTES if not route.arguments]
PORTAL = [Role.VENDOR_ADMIN, Role.VENDOR_LABELER]
# What only the machine or an operation decides; nobody sends it.
NEVER_SENT = {
    "id", "pk", "is_staff", "is_superuser", "is_active", "password", "organisation", "organisation_id", "vendor_id",
    "created_at", "updated_at", "submitted_at", "decided_at", "published_at", "answered_at", "decided_by", "approved_by",
    "published_by", "requested_by", "requester", "started_by", "actor", "actor_id", "unit_price",
    "numbers", "worker", "worker_id", "sha256",
}  # fmt: skip
HALF = CANARY[:5]
THROUGH_RELATIONS = (
    "vendor__contact__startswith=o&manager__password__startswith=m&started_by__tokens__digest__gt=0"
    "&ordering=vendor__contact&sort=organisation__people__password&fields=password&expand=user"
)
PRICE, TOTAL = "7.3191", "731.91"  # of one unit and of a hundred


def client_of(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", PORTAL)
def test_t02_no_search_filter_or_list_finds_what_is_a_rivals(role):
    client = client_of(build().people[role.value])
    shown = []

    for route in PAGES:
        for query in ("", f"?q={HALF}&search={HALF}", f"?vendor={HALF}&program={HALF}&page_size=200"):
            if CANARY in client.get(route.url({}) + query).content.decode():
                shown.append(route.name + query)

    assert shown == []


def cells(answer) -> list[str]:
    """What a page's tables say in whatever order, without the marks and addresses in them."""
    found = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", answer.content.decode(), re.S)
    return sorted(re.sub(r"<[^>]*>|\s+", "", cell) for cell in found)


def test_t08_no_parameter_of_a_page_reaches_through_a_relation():
    client = client_of(build().people[Role.ADMINISTRATOR])
    varied = []

    for route in (route for route in PAGES if not route.pattern.startswith("api/")):
        usual, answer = client.get(route.url({})), client.get(f"{route.url({})}?{THROUGH_RELATIONS}")
        if (answer.status_code, cells(answer)) != (usual.status_code, cells(usual)):
            varied.append(route.name)

    assert varied == []


def test_t08_an_unknown_filter_of_the_api_is_a_400():
    client = Client(headers=bearer(build().people[Role.ADMINISTRATOR], "read"))
    lists = [route for route in PAGES if route.name.startswith("api-") and route.name.endswith("-list")]
    silent = [
        route.name
        for route in lists
        if client.get(route.url({}) + "?vendor__contact__gt=a").status_code not in {400, 403}
    ]
    assert lists
    assert silent == []


def test_t14_who_moves_to_another_role_or_is_shut_out_has_nothing_left():
    world = build()
    boss, admin = world.people[Role.ADMINISTRATOR], world.people[Role.VENDOR_ADMIN]
    client, script = client_of(admin), Client(headers=bearer(admin))
    assert client.get("/portal/").status_code == script.get("/api/v1/work-orders/").status_code == 200

    people.change_role(admin, Role.VENDOR_LABELER, actor=boss)
    assert client.get("/portal/").status_code == script.get("/api/v1/work-orders/").status_code == 403

    people.deactivate(admin, actor=boss, at=timezone.now())
    assert (client.get("/portal/").status_code, script.get("/api/v1/work-orders/").status_code) == (302, 401)


def test_t14_leaving_a_program_takes_its_grants():
    world = build()
    boss, program, requester = (
        world.people[Role.ADMINISTRATOR],
        world.own[Role.ADMINISTRATOR]["program"],
        accounts.user(role=Role.REQUESTER),
    )
    client = client_of(requester)
    assert client.get(f"/programs/{program.code}/").status_code == 404

    admit(program, requester, actor=boss)
    assert client.get(f"/programs/{program.code}/").status_code == 200

    dismiss(program, requester, actor=boss)
    assert client.get(f"/programs/{program.code}/").status_code == 404


def test_z01_no_view_answers_without_a_named_permission():
    known = set(permissions.COMPANY_WIDE[Role.ADMINISTRATOR]).union(*permissions.COMPANY_WIDE.values())
    unnamed = []
    for route in ROUTES:
        view = route.view_class
        named = getattr(view, "permission", "") or ""
        if issubclass(view, APIView):
            actions = getattr(route.view, "actions", None)
            names = (
                {named.get(action, "") for action in actions.values()}
                if actions and isinstance(named, dict)
                else {named}
            )
            if (
                view.permission_classes != [Named]
                or not {*names, *getattr(view, "portal_permission", {}).values()} - {""} <= known
            ):
                unnamed.append(route.name)
        elif named != "open" and not (issubclass(view, Guarded) and named in known):
            unnamed.append(route.name)

    assert unnamed == []
    assert AllowAny not in api_settings.DEFAULT_PERMISSION_CLASSES
    assert [Named] == api_settings.DEFAULT_PERMISSION_CLASSES


def test_z01_the_open_addresses_are_these_and_no_other():
    open_ = {route.name for route in ROUTES if getattr(route.view_class, "permission", "") == "open"}

    by_secret = {"work:calendar-feed", "work:news-stop"}  # signed or secret addresses, for programs and mail
    assert open_ == {"web:health", "accounts:join", "accounts:sample-sign-in", *by_secret}


def test_z04_no_body_of_the_api_names_what_only_the_machine_decides():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    taken = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"].get("$ref", "").rpartition("/")[2]
                fields = schema["components"]["schemas"].get(name, content["schema"]).get("properties", {})
                sent = {field for field, rule in fields.items() if not rule.get("readOnly")}
                taken += [f"{method} {path}: {field}" for field in sent & NEVER_SENT]
    # A policy is put in and out of force by whoever keeps it; nobody is made active by it.
    assert [one for one in taken if "/sla-policies/" not in one] == []
    assert {one.rpartition(" ")[2] for one in taken} <= {"is_active"}


def test_z04_what_is_sent_beside_an_answer_changes_nothing_else():
    order = vendors.work_order(state="sent")
    admin = accounts.user(role=Role.VENDOR_ADMIN, organisation=order.vendor.organisation)
    other = vendors.vendor()
    order.refresh_from_db()

    body = {
        "is_accepted": True,
        "unit_price": "99",
        "units": 5,
        "vendor": other.slug,
        "vendor_id": other.pk,
        "id": 1,
    }
    answer = Client(headers=bearer(admin)).post(
        f"/api/v1/work-orders/{order.pk}/answer/", json.dumps(body), "application/json"
    )

    now = WorkOrder.objects.get(pk=order.pk)
    assert answer.status_code in {200, 400}
    assert (now.unit_price, now.units, now.vendor_id) == (order.unit_price, order.units, order.vendor_id)


@pytest.mark.parametrize("role", [Role.VENDOR_ADMIN, Role.PROGRAM_MANAGER, Role.ADMINISTRATOR])
def test_z05_nobody_makes_themselves_or_others_more_than_a_role(role):
    home = accounts.organisation() if role == Role.VENDOR_ADMIN else None
    user, other = accounts.user(role=role, organisation=home), accounts.user(role=Role.REQUESTER)
    client = client_of(user)
    more = {
        "is_superuser": "on",
        "is_staff": "on",
        "groups": "1",
        "user_permissions": "1",
        "organisation": "1",
    }

    client.post(f"/accounts/people/{user.pk}/role/", {"role": "administrator", **more})
    client.post(f"/accounts/people/{other.pk}/role/", {"role": "reviewer", **more})
    client.post("/accounts/password/change/", more)

    assert not User.objects.filter(is_superuser=True).exists()
    assert User.objects.get(pk=user.pk).role == role
    assert User.objects.get(pk=other.pk).role == (
        Role.REVIEWER if role == Role.ADMINISTRATOR else Role.REQUESTER
    )
    assert User.objects.get(pk=other.pk).organisation.kind == OrganisationKind.COMPANY


def test_z05_a_vendors_role_cannot_be_given_to_our_own_people():
    boss, other = accounts.user(role=Role.ADMINISTRATOR), accounts.user(role=Role.REQUESTER)

    answer = client_of(boss).post(f"/accounts/people/{other.pk}/role/", {"role": "vendor_admin"})

    assert answer.status_code == 422
    assert User.objects.get(pk=other.pk).role == Role.REQUESTER


def without_money() -> list[Role]:
    return [
        role
        for role in Role
        if permissions.SEE_MONEY not in permissions.COMPANY_WIDE[role] and role != Role.VENDOR_ADMIN
    ]


@pytest.mark.parametrize("role", without_money())
def test_z09_prices_are_shown_to_nobody_who_may_not_see_money(role):
    world = build()
    own = world.own[Role.VENDOR_ADMIN]
    type(own["rate"]).objects.filter(pk=own["rate"].pk).update(price=PRICE)
    WorkOrder.objects.filter(pk=own["order"].pk).update(unit_price=PRICE)
    type(own["line"]).objects.update(unit_cost=PRICE)
    type(own["entry"]).objects.update(unit_price=PRICE, amount=own["entry"].units * Decimal(PRICE))
    client = client_of(world.people[role.value])
    shown = []

    for route in ROUTES:
        url = route.url(values_for(route, world, role.value, "own"))
        for query in ("", "?format=csv"):
            answer = client.get(url + query)
            body = answer.getvalue().decode(errors="replace")
            let_go(answer)
            if PRICE in body or TOTAL in body:
                shown.append(route.name + query)

    assert shown == []
