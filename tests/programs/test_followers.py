"""Who follows is told what happened, once, and only what they may see."""

import pytest

from dataops.accounts.choices import Role
from dataops.audit.recording import record
from dataops.work.models import Notification
from dataops.work.operations.subscription import follow
from programs.operations.news import tell_followers
from tests.conftest import NOON
from tests.factories import accounts, programs
from tests.factories.trail import settle

pytestmark = pytest.mark.django_db(transaction=True)


def test_followers_of_the_program_and_who_is_responsible_are_told_once():
    tell_followers(at=NOON)
    program, follower = programs.program(name="Radiology"), accounts.user()
    milestone = programs.milestone(program, name="Pilot")
    follow(program, actor=follower)
    stranger = accounts.user(role=Role.REQUESTER)
    follow(program, actor=stranger)
    settle()
    tell_followers(at=NOON)
    Notification.objects.all().delete()

    record("milestone.moved", milestone, actor=None, was="2020-03-01", now="2020-03-09")
    record("slot.skipped", milestone, actor=None)
    settle()
    tell_followers(at=NOON)
    tell_followers(at=NOON)

    told = dict(Notification.objects.values_list("person_id", "sentence"))
    sentence = "Milestone moved: Pilot, from 1 Mar 2020 to 9 Mar 2020"
    assert told == {follower.pk: sentence, program.manager_id: sentence}
