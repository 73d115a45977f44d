"""Webhooks: signed, once per event, tried again later each time, and never to an address inside."""

import datetime as dt
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection, transaction

from dataops.audit.models import Event
from dataops.audit.recording import record
from dataops.base.outbound import Answer, NotSent, checked, is_public, send
from dataops.jobs.models import Outbox
from dataops.work.models import Webhook, WebhookDelivery, WebhookPlace
from dataops.work.models.webhook import DeliveryState
from dataops.work.operations import webhook as operations
from dataops.work.operations import webhook_delivery as sending
from dataops.work.operations.webhook import CannotRegister
from dataops.work.operations.webhook_delivery import LEASE, MOST_FAILURES, MOST_TRIES, CannotDeliver
from dataops.work.tasks import deliver_webhook
from tests.conftest import NOON
from tests.factories import accounts, programs, work


class Listener(BaseHTTPRequestHandler):
    heard: list = []
    status = 200

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers), body))
        self.send_response(self.status)
        self.send_header("Location", "http://169.254.169.254/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def listener(settings):
    """A server of ours that the operator has named as an exception."""
    Listener.heard, Listener.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.OUTBOUND_INSIDE = {f"127.0.0.1:{server.server_port}"}
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def resolved(*addresses):
    return lambda host, port, type: [(None, None, None, "", (address, port)) for address in addresses]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://example.com:8443/",
        "https://user:secret@example.com/",
        "https:///nowhere",
        "http://[::1",
        "gopher://127.0.0.1:25/",
        "example.com",
        "http://169.254.169.254/latest/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://localhost/",
        "https://exa mple.com/",
        "https://example.com/é",
        "https://example.com/a b",
    ],
)
def test_s01_only_plain_addresses_of_the_web(url):
    with pytest.raises(NotSent):
        checked(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:0:0:0:0:80ff:fefe",
    ],
)  # fmt: skip
def test_s02_no_name_leads_inside(address):
    assert not is_public(address)
    with pytest.raises(NotSent):
        send("https://looks-fine.example/", b"", {}, resolve=resolved("93.184.216.34", address))


def test_s03_a_name_without_an_address_is_said():
    with pytest.raises(NotSent, match="name"):
        send("https://nothing.example/", b"", {}, resolve=resolved())


def test_s04_the_operators_exception_names_a_port_and_no_other(listener):
    assert send(f"http://127.0.0.1:{listener.server_port}/", b"", {}).is_good
    for url in ("http://127.0.0.1/", "http://localhost:80/", f"http://localhost:{listener.server_port}/"):
        with pytest.raises(NotSent):
            send(url, b"", {})


def test_s05_a_redirect_is_an_answer_and_no_way(listener):
    Listener.status = 302

    answer = send(f"http://127.0.0.1:{listener.server_port}/", b"x", {})

    assert (answer.status, answer.is_good, len(Listener.heard)) == (302, False, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["http://x:22/", "javascript:alert(1)", "//example.com"])
def test_an_address_that_nothing_may_be_sent_to_is_not_registered(url):
    with pytest.raises(CannotRegister):
        operations.register_webhook(name="Hook", url=url, verbs=[], actor=accounts.user())

    assert not Webhook.objects.exists()


@pytest.mark.django_db
def test_the_secret_is_told_once_and_lies_encrypted():
    url = "https://hooks.example.com/in"
    hook, secret = operations.register_webhook(name="Chat", url=url, verbs=["report"], actor=accounts.user())

    assert secret not in Webhook.objects.get(pk=hook.pk).secret
    assert secret not in json.dumps(list(Event.objects.values_list("details", flat=True)))


def waiting(hook, at=NOON) -> WebhookDelivery:
    record("report.published", programs.program(name="Radiology"), actor=None)
    return WebhookDelivery.objects.create(webhook=hook, event=Event.objects.newest_first()[0], next_at=at)


@pytest.mark.django_db
def test_what_is_sent_is_signed_and_names_no_person(listener):
    url = f"http://127.0.0.1:{listener.server_port}/in?x=1"
    delivery = waiting(work.webhook(accounts.user(), url=url))

    sending.deliver(delivery.pk, at=NOON)
    sending.deliver(delivery.pk, at=NOON)

    ((headers, body),) = Listener.heard
    signed = hmac.new(b"quiet", headers["X-DataOps-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-DataOps-Signature"] == f"v1={signed.hexdigest()}"
    said = json.loads(body)
    assert (said["verb"], said["target"]["kind"]) == ("report.published", "programs.program")
    assert "actor" not in said
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.attempts) == (DeliveryState.DONE, 200, 1)


@pytest.mark.django_db
def test_what_fails_comes_again_later_each_time_and_ends():
    delivery = waiting(work.webhook(accounts.user(), url="http://127.0.0.1/"))
    pauses = []

    for _ in range(MOST_TRIES):
        sending.deliver(delivery.pk, at=NOON)
        delivery.refresh_from_db()
        pauses.append((delivery.next_at - NOON) // dt.timedelta(minutes=1))

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]
    assert (delivery.state, delivery.outcome) == (DeliveryState.FAILED, "It is not a public address.")


@pytest.mark.django_db
def test_an_address_that_never_answers_is_switched_off_and_an_administrator_told():
    administrator = accounts.user(role="administrator")
    hook = work.webhook(administrator, url="http://127.0.0.1/", failures=MOST_FAILURES - 1)

    sending.deliver(waiting(hook).pk, at=NOON)

    hook.refresh_from_db()
    assert not hook.is_active
    assert Event.objects.filter(verb="webhook.given_up").count() == 1
    assert "switched off" in administrator.notifications.get().sentence


@pytest.mark.django_db(transaction=True)
def test_each_event_is_promised_once_to_who_wants_it():
    hook = work.webhook(accounts.user(), verbs=["report"])
    sending.tell_webhooks(at=NOON)
    program = programs.program()
    for verb in ("report.published", "milestone.moved", "access.denied"):
        record(verb, program, actor=None)

    for _ in range(2):
        sending.tell_webhooks(at=NOON)

    assert [row.event.verb for row in hook.deliveries.all()] == ["report.published"]
    assert Outbox.objects.filter(name="work.deliver_webhook").count() == 1
    assert WebhookPlace.objects.count() == 1


class Onlooker(Listener):
    """Asks, while a message is on its way, whether its rows are free."""

    free: list = []

    def do_POST(self):
        with transaction.atomic():
            rows = WebhookDelivery.objects.select_for_update(nowait=True).select_related("webhook")
            self.free.append(bool(rows.get().webhook))
        connection.close()
        super().do_POST()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_it_is_on_its_way(listener):
    Onlooker.free, listener.RequestHandlerClass = [], Onlooker
    url = f"http://127.0.0.1:{listener.server_port}/"
    hook = work.webhook(accounts.user(), url=url)
    delivery = waiting(hook)

    deliver_webhook(delivery_id=delivery.pk, vendor_id=None)

    delivery.refresh_from_db()
    assert (Onlooker.free, delivery.state) == ([True], DeliveryState.DONE)


@pytest.mark.django_db
def test_who_is_killed_on_the_way_leaves_a_claim_that_ends(listener):
    hook = work.webhook(accounts.user(), url=f"http://127.0.0.1:{listener.server_port}/")
    delivery = waiting(hook)
    assert sending.claim(delivery.pk, at=NOON)

    sending.deliver(delivery.pk, at=NOON + LEASE / 2)
    assert Listener.heard == []
    sending.deliver(delivery.pk, at=NOON + LEASE)

    ((headers, _),) = Listener.heard
    delivery.refresh_from_db()
    assert headers["X-DataOps-Delivery"] == str(delivery.pk)
    assert (delivery.state, delivery.attempts) == (DeliveryState.DONE, 2)


@pytest.mark.django_db
def test_a_no_that_comes_too_late_changes_nothing_and_a_yes_stands():
    delivery = waiting(work.webhook(accounts.user()))
    slow = sending.claim(delivery.pk, at=NOON)
    quick = sending.claim(delivery.pk, at=NOON + LEASE)

    sending.note_answer(slow, None, "Too slow.", at=NOON + LEASE)
    delivery.refresh_from_db()
    assert (delivery.outcome, delivery.leased_until) == ("", NOON + LEASE * 2)
    sending.note_answer(slow, Answer(200, 5), "Delivered.", at=NOON + LEASE)
    sending.note_answer(quick, None, "No.", at=NOON + LEASE)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.outcome) == (DeliveryState.DONE, "Delivered.")


@pytest.mark.django_db
def test_what_is_on_its_way_is_not_sent_beside_itself(listener):
    administrator = accounts.user(role="administrator")
    hook = work.webhook(administrator, url=f"http://127.0.0.1:{listener.server_port}/")
    delivery = waiting(hook)
    claimed = sending.claim(delivery.pk, at=NOON)

    with pytest.raises(CannotDeliver, match="on its way"):
        sending.deliver_again(delivery, actor=administrator, at=NOON)
    sending.deliver(delivery.pk, at=NOON)
    assert Listener.heard == []

    sending.note_answer(claimed, None, "No.", at=NOON)
    sending.deliver_again(delivery, actor=administrator, at=NOON)
    sending.deliver(delivery.pk, at=NOON)
    assert len(Listener.heard) == 1


@pytest.mark.django_db
def test_what_nobody_ever_comes_back_from_is_given_up():
    delivery, at = waiting(work.webhook(accounts.user())), NOON
    for _ in range(MOST_TRIES):
        assert sending.claim(delivery.pk, at=at)
        at += LEASE

    assert sending.claim(delivery.pk, at=at) is None
    delivery.refresh_from_db()
    delivery.webhook.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, MOST_TRIES)
    assert delivery.webhook.failures == 1
