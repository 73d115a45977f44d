"""D01, D05: what is done leaves its event, what was refused too, and nothing written into either breaks it."""

import ast
import inspect
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.test import Client

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from tests.factories import accounts, vendors
from tests.security.doors import as_web_login, bearer

ROOT = Path(__file__).parents[2]
OPERATIONS = [
    "dataops/accounts/operations",
    "dataops/work/operations",
    *(f"{app}/operations" for app in ("programs", "vendors", "compliance", "labeling", "quality")),
]
WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "update",
}
# Many times a minute, or the keeping of a promise that already has its event: the rows themselves are in the row trail.
WITHOUT_EVENT = {
    "dataops/accounts/operations/token.py:recognise": "notes once an hour that a token is in use",
    "dataops/work/operations/calendar.py:recognise_calendar": "notes once an hour that an address is in use",
    "dataops/work/operations/webhook_delivery.py:tell_webhooks": "promises what events ask for",
    "dataops/work/operations/place.py:new_events": "a place in the trail",
    "programs/operations/news.py:tell_followers": "copies, each for one reader, of what the trail holds",
    "dataops/work/operations/comment.py:tell_of_comment": "follows from a comment, which is the event",
    "dataops/work/operations/subscription.py:take_part": "follows from taking part, which is the event",
    "dataops/work/operations/notification.py:notify": "copies, each for one reader, of what the caller records",
    "labeling/operations/imports/shares.py:share_out": "a step of an import, whose end is the event",
    "labeling/operations/share.py:count_again": "follows from what files brought or from a withdrawal, which are events",
    "labeling/operations/slot.py:release_lapsed": "the clock takes back what nobody answered",
    "labeling/operations/slot.py:renew": "a page's sign of life, every minute",
    **{
        f"programs/operations/clock.py:{name}": "follows from what happened to the request, which is the event"
        for name in ("awake", "begin")
    },
    "quality/operations/history.py:keep_gold_sum": "a figure added up anew",
    "quality/operations/history.py:measure_and_keep": "figures computed anew",
    "quality/operations/project.py:aggregate_project": "a figure computed anew",
    "quality/operations/running.py:shift_sum": "a figure that follows from events of its batches",
}


def functions() -> dict[str, ast.FunctionDef]:
    """Every function of every operations room, by its name; those of `dataops` that record are known by name."""
    found = {}
    for folder in OPERATIONS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef):
                    found[f"{path.relative_to(ROOT)}:{node.name}"] = node
    return found


def called(node) -> set[str]:
    names = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            names.add(inner.func.id if isinstance(inner.func, ast.Name) else getattr(inner.func, "attr", ""))
    return names


def test_d01_every_operation_that_writes_records_what_it_did():
    every = functions()
    by_name: dict[str, set[str]] = {}
    for name, node in every.items():
        by_name.setdefault(name.rpartition(":")[2], set()).update(called(node))

    def reaches(names: set[str], wanted: set[str]) -> bool:
        seen, ahead = set(), set(names)
        while ahead:
            seen |= ahead
            ahead = set().union(*(by_name.get(name, set()) for name in ahead)) - seen
        return bool(seen & wanted)

    silent = [
        name
        for name, node in every.items()
        if not node.name.startswith("_")
        and reaches(called(node), WRITES)
        and not reaches(called(node), {"record", "record_each"})
    ]
    assert len(every) > 50
    assert set(silent) == WITHOUT_EVENT.keys()


def test_d01_no_event_names_what_its_model_hides_from_the_trail():
    hiding = [model for model in apps.get_models() if getattr(model, "hidden_in_trail", ())]

    leaks = [
        f"{model.__name__}.{column}"
        for model in hiding
        for column in model.hidden_in_trail
        if f"self.{column}" in inspect.getsource(_names(model))
    ]

    assert len(hiding) > 5
    assert leaks == []


def _names(model):
    """What gives an event its subject: see `dataops.audit.recording`."""
    return model.trail_name.fget if hasattr(model, "trail_name") else model.__str__


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.REQUESTER, Role.VENDOR_LABELER])
def test_d01_what_was_refused_is_noted_with_who_and_where(role):
    home = accounts.organisation() if role == Role.VENDOR_LABELER else None
    user = accounts.user(role=role, organisation=home)
    order = vendors.work_order()
    client, script = Client(), Client(headers=bearer(user))
    client.force_login(user)

    with as_web_login():
        client.get("/accounts/people/")
        client.post(f"/vendors/orders/{order.pk}/send/")
        script.get("/api/v1/work-orders/")
        client.get("/jobs/999999/")
        client.get("/nothing/here/")

    noted = Event.objects.filter(actor=user, verb__startswith="access.").order_by("pk")
    assert [(event.verb, event.details["path"]) for event in noted] == [
        ("access.denied", "/accounts/people/"),
        (noted[1].verb, f"/vendors/orders/{order.pk}/send/"),
        ("access.denied", "/api/v1/work-orders/"),
        ("access.missed", "/jobs/999999/"),
    ]
    assert all(event.request_id for event in noted)


@pytest.mark.django_db
def test_d01_a_broken_request_leaves_no_half_of_its_change(monkeypatch):
    user = accounts.user(password=make_password("four quiet words"))
    client = Client(raise_request_exception=False)
    client.force_login(user)
    monkeypatch.setattr("dataops.accounts.views.profile.render", lambda *args: 1 / 0)

    form = {"name": "x", "scope": "read", "days": 5, "password": "four quiet words"}
    answer = client.post("/accounts/tokens/new/", form)

    assert answer.status_code == 500
    assert not user.tokens.exists()
    assert not Event.objects.filter(verb="token.issued").exists()


@pytest.mark.django_db
def test_d05_line_ends_and_escapes_in_an_address_stay_inside_one_event():
    user = accounts.user(role=Role.REQUESTER)
    client = Client()
    client.force_login(user)

    client.get("/programs/a%0d%0aFORGED%1b[31m/")

    event = Event.objects.get(verb="access.missed")
    assert event.details["path"] == "/programs/a\r\nFORGED\x1b[31m/"
    assert Event.objects.filter(verb__startswith="access.").count() == 1
