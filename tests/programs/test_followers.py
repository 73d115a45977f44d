"""Who follows is told what happened, once, and only what they may see."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from dataops.accounts.choices import Role
from dataops.audit.recording import record
from dataops.work.models import Notification
from dataops.work.operations.subscription import follow
from programs.operations.news import tell_followers
from tests.conftest import NOON
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db(transaction=True)


def test_followers_of_the_program_and_who_is_responsible_are_told_once():
    tell_followers(at=NOON)
    program, follower = programs.program(name="Radiology"), accounts.user()
    milestone = programs.milestone(program, name="Pilot")
    follow(program, actor=follower)
    stranger = accounts.user(role=Role.REQUESTER)
    follow(program, actor=stranger)
    tell_followers(at=NOON)
    Notification.objects.all().delete()

    record("milestone.moved", milestone, actor=None, was="2020-03-01", now="2020-03-09")
    record("slot.skipped", milestone, actor=None)
    tell_followers(at=NOON)
    tell_followers(at=NOON)

    told = dict(Notification.objects.values_list("person_id", "sentence"))
    sentence = "Milestone moved: Pilot, from 1 Mar 2020 to 9 Mar 2020"
    assert told == {follower.pk: sentence, program.manager_id: sentence}


def test_what_a_long_transaction_wrote_is_told_when_it_has_ended_and_holds_nobody_up():
    program, follower = programs.program(name="Radiology"), accounts.user()
    milestone = programs.milestone(program, name="Pilot")
    follow(program, actor=follower)
    tell_followers(at=NOON)
    written, told = Event(), Event()

    def slow():
        with transaction.atomic():
            record("milestone.moved", milestone, actor=None, was="2020-03-01", now="2020-03-09")
            written.set()
            told.wait(60)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(slow)
        assert written.wait(60)
        record("milestone.dropped", milestone, actor=None)
        tell_followers(at=NOON)
        before = [one.verb for one in Notification.objects.filter(person=follower)]
        told.set()
        ending.result()
    tell_followers(at=NOON)

    assert before == ["milestone.dropped"]
    assert sorted(one.verb for one in Notification.objects.filter(person=follower)) == [
        "milestone.dropped",
        "milestone.moved",
    ]
