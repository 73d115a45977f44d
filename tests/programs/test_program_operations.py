import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dataops.audit.models import Event
from dataops.base.verdicts import denied
from programs import permissions, sockets, tasks
from programs.models import Program
from programs.operations import program as operations
from programs.operations.admission import admit
from tests.factories import accounts, programs, vendors
from vendors.operations.delivery import decide_delivery
from vendors.operations.order import close_order

pytestmark = pytest.mark.django_db


def start(noon, **fields):
    plan = {
        "name": "Support intents",
        "goal": "Fewer misrouted mails.",
        "starts_on": noon.date(),
        "due_on": noon.date() + dt.timedelta(days=60),
        "units_planned": 1000,
        "manager": fields.get("manager") or accounts.user(),
    }
    return operations.start_program(**plan | {"actor": plan["manager"], "at": noon} | fields)


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_start_gives_the_next_number_and_admits_the_manager(noon):
    programs.program(code="PRG-041")
    manager = accounts.user()

    program = start(noon, manager=manager)

    assert program.code == "PRG-042"
    assert program.state == "active"
    assert verbs() == ["program.started", "program.person_admitted"]
    manager = type(manager).objects.get(pk=manager.pk)
    assert all(manager.has_perm(name, program) for name in permissions.ON_ADMISSION[manager.role])


def test_start_later_is_planned(noon):
    program = start(noon, starts_on=noon.date() + dt.timedelta(days=1))

    assert program.state == "planned"


def test_the_clock_starts_what_was_planned_for_today(noon):
    day = dt.timedelta(days=1)
    today, late = start(noon, starts_on=noon.date() + day), start(noon, starts_on=noon.date() + day)
    later = start(noon, starts_on=noon.date() + 2 * day)
    operations.set_state(late, "paused", actor=late.manager)
    events = Event.objects.count()

    for _ in range(2):
        operations.start_due(at=noon + day)

    assert [Program.objects.get(pk=one.pk).state for one in (today, late, later)] == [
        "active",
        "paused",
        "planned",
    ]
    event = Event.objects.order_by("pk").last()
    assert Event.objects.count() == events + 1
    assert (event.verb, event.target, event.actor) == ("program.state_set", today, None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "PRG-001"}, "code of another"),
        ({"code": "a/b"}, "capital letters"),
        ({"due_on": dt.date(2020, 1, 1)}, "before the start"),
        ({"units_planned": 0}, "at least one unit"),
    ],
)
def test_start_refuses_a_plan_that_cannot_be(noon, fields, words):
    programs.program(code="PRG-001")

    with pytest.raises(operations.CannotStart, match=words):
        start(noon, **fields)

    assert Program.objects.count() == 1
    assert verbs() == []


def test_change_twice_changes_once():
    program = programs.program()

    for _ in range(2):
        operations.change_program(program, name="Better name", actor=program.manager)

    assert Program.objects.get().name == "Better name"
    event = Event.objects.get()
    assert event.details == {"name": [program.name, "Better name"]}


def test_change_refuses_dates_that_cannot_be():
    program = programs.program()

    with pytest.raises(operations.CannotChange, match="before the start"):
        operations.change_program(program, due_on=dt.date(2020, 1, 1), actor=program.manager)

    assert Program.objects.get().due_on == program.due_on
    assert verbs() == []


def test_a_new_manager_is_admitted():
    program, successor = programs.program(), accounts.user()

    operations.change_program(program, manager=successor, actor=program.manager)

    assert accounts.User.objects.get(pk=successor.pk).has_perm(permissions.CHANGE_PROGRAM, program)
    assert Event.objects.get(verb="program.changed").details == {
        "manager": [program.manager_id, successor.pk]
    }


def test_set_state_twice_is_one_event():
    program = programs.program()

    for _ in range(2):
        operations.set_state(program, "paused", actor=program.manager)

    assert verbs() == ["program.state_set"]


def test_delivered_is_refused_while_something_is_open(monkeypatch):
    program = programs.program()
    monkeypatch.setitem(sockets.closing_checks._entries, "test", lambda program: denied("One batch is open."))

    with pytest.raises(operations.CannotChange, match="One batch is open"):
        operations.set_state(program, "delivered", actor=program.manager)

    assert Program.objects.get().state == "active"
    assert verbs() == []


def test_delivered_is_refused_over_deliveries_and_orders_and_the_page_names_them(client):
    program = programs.program()
    admit(program, program.manager, actor=program.manager)
    order = vendors.work_order(program_=program)
    part = vendors.delivery(order)
    vendors.work_order(program_=program, state="draft")
    client.force_login(program.manager)
    address = reverse("programs:program-state", args=[program.code])

    page = client.get(address).content.decode()
    refused = client.post(address, {"state": "delivered", "version": 1})

    open_parts = "1 delivery waits for its decision and 1 work order is open."
    assert open_parts in page
    assert refused.status_code == 422
    assert open_parts in refused.content.decode()
    assert Program.objects.get().state == "active"
    decide_delivery(part, is_accepted=False, reason="Empty.", actor=None, at=timezone.now())
    close_order(order, actor=None)
    cut = {"state": "delivered", "version": 1, "reason": "Cut short."}
    assert client.post(address, cut).status_code == 302


def test_a_start_at_the_present_moment_needs_no_code():
    assert start(timezone.now()).code == "PRG-001"


def test_the_task_of_the_clock_starts_programs_once_a_day():
    day = timezone.now().date()
    programs.program(state="planned", starts_on=day, due_on=day)

    for _ in range(2):
        tasks.start_due()

    assert Program.objects.get().state == "active"
    assert verbs() == ["program.state_set"]


def test_the_sponsor_is_often_a_name_and_reaches_no_trail():
    program = programs.program(sponsor="Ada Lovelace")

    operations.change_program(program, sponsor="Grace Hopper", actor=program.manager)

    assert Event.objects.get().details == {"sponsor": ["[hidden]", "[hidden]"]}
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(diff::text, ' ') from audit_row where tbl = 'programs_program'")
        (trail,) = cursor.fetchone()
    assert "[hidden]" in trail
    assert "Lovelace" not in trail
    assert "Hopper" not in trail
