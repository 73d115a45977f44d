"""T18: what a vendor's session adds to the outbox and to the trail, it adds as itself, also by raw SQL."""

import json
from dataclasses import replace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.accounts.models import ApiToken, User
from dataops.accounts.operations import token
from dataops.audit.models import Event
from dataops.base.database import Scope, acting
from dataops.base.schema import raise_walls
from dataops.jobs import outbox
from dataops.jobs.models import Job, Outbox
from tests.factories import accounts, labeling, programs, vendors
from tests.security.doors import as_web_login

pytestmark = pytest.mark.django_db

EVENT = {"verb": "probe.tried", "details": "{}", "subject": "", "request_id": "r1", "happened_at": "now"}
PROMISE = {"kwargs": "{}", "attempts": 0, "parked_reason": "", "created_at": "now"}


@pytest.fixture
def share():
    return labeling.share()


@pytest.fixture
def me(share):
    """Somebody of the vendor whose share it is, in the middle of a request."""
    person = accounts.user(Role.VENDOR_ADMIN, organisation=share.vendor.organisation)
    return Scope(vendor_id=share.vendor_id, actor_id=person.pk, request_id="r1")


def adds(table: str, scope: Scope, /, **fields: object) -> bool:
    """Whether the session of `scope` may add the row."""
    sql = f"insert into {table} ({', '.join(fields)}) values ({', '.join(['%s'] * len(fields))}) returning id"
    with as_web_login(), acting(scope):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, list(fields.values()))
        except ProgrammingError as refusal:
            if "row-level security" not in str(refusal):
                raise
            return False
        return True


def test_a_vendor_records_what_it_did_itself(share, me):
    program = share.batch.project.program_id

    assert adds(
        "audit_event", me, **EVENT, actor_id=me.actor_id, vendor_id=share.vendor_id, program_id=program
    )
    assert adds("audit_event", me, **EVENT, actor_id=me.actor_id)


@pytest.mark.parametrize("forged", [{"actor_id": 72}, {"actor_id": None}, {"request_id": "r2"}])
def test_a_vendor_records_nothing_for_somebody_else(me, forged):
    assert not adds("audit_event", me, **EVENT | {"actor_id": me.actor_id} | forged)


def test_a_vendor_records_nothing_as_one_of_our_staff_whoever_it_says_it_is(me):
    boss = accounts.user(Role.ADMINISTRATOR)

    for claimed in (me.vendor_id, boss.organisation_id):
        posing = replace(me, vendor_id=claimed, actor_id=boss.pk)
        assert not adds("audit_event", posing, **EVENT, actor_id=boss.pk)


@pytest.mark.parametrize("taken", [{"id": 10**6}, {"transaction": 1}])
def test_a_vendor_chooses_neither_number_nor_transaction_of_an_event(me, taken):
    with pytest.raises(ProgrammingError, match="permission denied"):
        adds("audit_event", me, **EVENT, actor_id=me.actor_id, **taken)


def test_our_company_has_no_people_behind_a_vendors_wall(me):
    boss = accounts.user(Role.ADMINISTRATOR)
    row = {
        "email": "x@example.com",
        "digest": "d",
        "expires_at": "now",
        "created_at": "now",
        "updated_at": "now",
    }

    with as_web_login(), acting(replace(me, vendor_id=boss.organisation_id)):
        assert not User.objects.exists()
    assert not adds(
        "accounts_invitation",
        replace(me, vendor_id=boss.organisation_id),
        **row,
        organisation_id=boss.organisation_id,
        role="administrator",
    )


def test_a_token_copied_to_another_persons_row_opens_nothing(me):
    thief, boss = User.objects.get(pk=me.actor_id), accounts.user(Role.ADMINISTRATOR)
    stolen, text = token.issue("mine", "write", actor=thief, at=timezone.now())
    copied = {"name": "x", "scope": "write", "digest": stolen.digest, "expires_at": stolen.expires_at}
    row = copied | {"user_id": boss.pk, "public_id": "a" * 12, "created_at": "now", "updated_at": "now"}

    assert not adds("accounts_apitoken", replace(me, actor_id=boss.pk), **row)
    ApiToken.objects.create(user=boss, public_id="a" * 12, **copied)
    assert token.recognise(text, at=timezone.now()).user == thief
    assert token.recognise(f"dops_{'a' * 12}_{text.split('_', 2)[2]}", at=timezone.now()) is None


def test_a_vendors_session_makes_no_tables():
    raise_walls(None)  # rights on a database are not copied with it

    with pytest.raises(ProgrammingError, match="denied"), as_web_login(), acting(Scope(vendor_id=1)):
        connection.cursor().execute("create temp table vendors_vendor (id bigint)")


def test_only_tasks_of_ours_are_handed_out():
    row = Outbox.objects.create(name="celery.chord", kwargs={"header": [], "body": {}})

    assert outbox.relay(at=timezone.now()) == 1

    row.refresh_from_db()
    assert (row.parked_reason, row.sent_at) == ("No task of ours has this name.", None)


def test_a_vendor_records_nothing_in_a_house_or_a_program_of_others(me):
    rival, foreign = vendors.vendor(), programs.program()

    assert not adds("audit_event", me, **EVENT, actor_id=me.actor_id, vendor_id=rival.pk)
    assert not adds("audit_event", me, **EVENT, actor_id=me.actor_id, program_id=foreign.pk)
    assert not Event.objects.filter(verb="probe.tried").exists()


def test_a_vendor_promises_work_behind_its_own_wall_only(me):
    rival = vendors.vendor()

    assert adds("jobs_outbox", me, **PROMISE, name="labeling.probe", vendor_id=me.vendor_id)
    assert not adds("jobs_outbox", me, **PROMISE, name="labeling.probe", vendor_id=rival.pk)


@pytest.mark.parametrize("name", ["quality.measure_project", "programs.send_report", "labeling.run_import"])
def test_a_vendor_promises_no_work_of_our_staff(me, name):
    assert not adds("jobs_outbox", me, **PROMISE, name=name)
    assert not Outbox.objects.exists()


def test_a_vendor_promises_the_delivery_of_its_own_share_only(share, me):
    foreign = labeling.share()

    for given, is_allowed in ((share, True), (foreign, False)):
        kwargs = json.dumps({"share_id": given.pk})
        assert (
            adds("jobs_outbox", me, **PROMISE | {"kwargs": kwargs}, name="labeling.deliver_share")
            == is_allowed
        )
    assert not adds("jobs_outbox", me, **PROMISE, name="labeling.deliver_share")


@pytest.mark.parametrize("kwargs", ["[]", '"x"', "1", "null"])
def test_a_vendor_promises_nothing_that_the_relay_cannot_hand_out(me, kwargs):
    row = PROMISE | {"name": "labeling.probe", "vendor_id": me.vendor_id}

    assert not adds("jobs_outbox", me, **row | {"kwargs": kwargs})


@pytest.mark.parametrize(
    "touched",
    [
        {"attempts": 32_767},
        {"parked_reason": "x"},
        {"sent_at": "now"},
        {"done_at": "now"},
        {"created_at": "0001-01-01 BC"},
        {"created_at": "infinity"},
    ],
)
def test_a_vendor_promises_only_what_is_as_new(me, touched):
    row = PROMISE | {"name": "labeling.probe", "vendor_id": me.vendor_id}

    assert not adds("jobs_outbox", me, **row | touched)


@pytest.mark.parametrize("details", ["[]", '"x"', "1", "null"])
def test_a_vendor_records_no_details_that_no_page_can_show(me, details):
    assert not adds("audit_event", me, **EVENT | {"details": details}, actor_id=me.actor_id)


@pytest.mark.parametrize("moment", ["0001-01-01 BC", "-infinity", "infinity"])
def test_a_vendor_writes_no_moment_that_no_page_can_show(share, me, moment):
    slot = labeling.slot(share, worker=vendors.worker(share.vendor))

    assert not adds("audit_event", me, **EVENT | {"happened_at": moment}, actor_id=me.actor_id)
    assert not adds("labeling_annotation", me, **answer(slot, created_at=moment))


def test_an_event_whose_person_is_no_number_breaks_no_page(client, share, me):
    program = share.batch.project.program
    for person in ("x", [1], {"a": 1}, 10**30):
        details = json.dumps({"person": person})
        row = EVENT | {"details": details, "verb": "person.admitted", "program_id": program.pk}
        assert adds("audit_event", me, **row, actor_id=me.actor_id)
    client.force_login(accounts.user(Role.ADMINISTRATOR))

    assert client.get(f"/programs/{program.code}/").status_code == 200


def test_a_vendor_cannot_tie_its_promise_to_a_job_of_others(me):
    own, rival = (
        Job.objects.create(kind="x", title="x", vendor_id=pk) for pk in (me.vendor_id, vendors.vendor().pk)
    )

    for job, is_allowed in ((own, True), (rival, False)):
        row = PROMISE | {"name": "labeling.probe", "vendor_id": me.vendor_id, "job_id": job.pk}
        assert adds("jobs_outbox", me, **row) == is_allowed


def test_our_own_staff_record_and_promise_as_before():
    staff = Scope(actor_id=71)

    assert adds("audit_event", staff, **EVENT, actor_id=None)
    assert adds("jobs_outbox", staff, **PROMISE, name="quality.measure_project")


def answer(slot, **fields) -> dict[str, object]:
    """The row of a label that whoever holds the slot gives it."""
    task = slot.task
    given = {
        "vendor_id": slot.vendor_id,
        "project_id": task.project_id,
        "batch_id": task.batch_id,
        "task_id": task.pk,
        "worker_id": slot.worker_id,
        "slot_id": slot.pk,
        "schema_id": task.batch.schema_id,
        "code": 1,
        "source": "workspace",
        "created_at": "now",
    }
    return given | fields


def test_t18_a_vendor_labels_what_it_holds_and_no_task_of_others(share, me):
    worker, colleague = vendors.worker(share.vendor), vendors.worker(share.vendor)
    slot, other = (labeling.slot(share, worker=worker) for _ in range(2))
    foreign = labeling.task(labeling.batch(share.batch.project))

    elsewhere = {"task_id": foreign.pk, "batch_id": foreign.batch_id, "project_id": foreign.project_id}
    for forged in (
        elsewhere,
        elsewhere | {"slot_id": None},
        {"slot_id": None},
        {"slot_id": other.pk},
        {"worker_id": colleague.pk},
        {"share_id": share.pk},
    ):
        assert not adds("labeling_annotation", me, **answer(slot, **forged))
    assert adds("labeling_annotation", me, **answer(slot))


def comment_on(target, me: Scope) -> dict[str, object]:
    kind = ContentType.objects.get_for_model(target)
    said = {"target_type_id": kind.pk, "target_id": target.pk, "author_id": me.actor_id, "is_shared": True}
    always = {"body": "x", "mentions": "{}", "said_at": "now", "created_at": "now", "updated_at": "now"}
    return said | always | {"vendor_id": me.vendor_id}


def test_a_vendor_comments_on_its_own_orders_and_scorecards(share, me):
    card = vendors.scorecard(share.vendor, state="published")

    assert adds("work_comment", me, **comment_on(share.work_order, me))
    assert adds("work_comment", me, **comment_on(card, me))


def test_a_vendor_comments_on_no_rivals_order_and_on_nothing_else_of_ours(share, me):
    rivals, program = vendors.work_order(), share.batch.project.program
    unseen = vendors.scorecard(share.vendor, state="computed")

    for target in (rivals, vendors.scorecard(rivals.vendor, state="published"), unseen, program):
        assert not adds("work_comment", me, **comment_on(target, me))
