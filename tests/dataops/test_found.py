"""The search finds what one may see, in every noun, and not a letter of the rest."""

import pytest
from django.test import Client
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.work.search import excerpt, find
from tests.factories import accounts, programs, vendors, work

pytestmark = pytest.mark.django_db
CANARY = "zqcanary"


@pytest.fixture
def program():
    """One of everything that can be found, each with the word."""
    program = programs.program(name=f"{CANARY} program")
    programs.milestone(program, name=f"{CANARY} milestone")
    programs.raid_item(program, statement=f"{CANARY} risk")
    programs.decision(program, question=f"{CANARY} question?")
    programs.change_request(program, title=f"{CANARY} change")
    order = vendors.work_order(program_=program, number=f"{CANARY}-order")
    work.comment(program, program.manager, body=f"Well, {CANARY} was said")
    work.comment(order, program.manager, body=f"{CANARY} between us")
    work.action(program, program.manager, title=f"{CANARY} action")
    accounts.user(name=f"{CANARY} person")
    return program


def nouns(user) -> set[str]:
    return {hit.noun for hit in find(user, CANARY.upper())}


def test_a_manager_finds_every_noun(program):
    assert nouns(program.manager) == {
        "Program", "Milestone", "RAID entry", "Decision", "Change request", "Work order", "Comment",
        "Action item", "Person",
    }  # fmt: skip


def test_who_sees_less_finds_less(program):
    requester = accounts.user(role=Role.REQUESTER)
    rival = accounts.user(role=Role.VENDOR_ADMIN, organisation=vendors.vendor().organisation)
    own = accounts.user(role=Role.VENDOR_ADMIN, organisation=program.work_orders.get().vendor.organisation)
    labeler = accounts.user(role=Role.VENDOR_LABELER, organisation=own.organisation)

    assert nouns(requester) == {"Person"}
    assert nouns(rival) == set()
    assert nouns(own) == {"Work order"}
    assert nouns(labeler) == set()


def test_the_page_narrows_to_one_kind_and_pages_it(program):
    for n in range(60):
        programs.milestone(program, name=f"Stage {n:02} {CANARY}")
    client = Client()
    client.force_login(program.manager)

    every = client.get(reverse("web:search"), {"q": CANARY})
    second = client.get(reverse("web:search"), {"q": CANARY, "kind": "Milestone", "page": 2})

    assert [tab["count"] for tab in every.context["tabs"] if tab["label"] == "Milestone"] == [61]
    assert sum(hit.noun == "Milestone" for hit in every.context["page"]) == 5
    assert len(second.context["page"].object_list) == 11
    assert f"<mark>{CANARY}</mark>" in every.content.decode()


@pytest.mark.parametrize("text", ["", "z", "%", "_", "\x00zq", "<script>", "'; drop table x; --"])
def test_strange_words_find_nothing(program, text):
    assert find(program.manager, text) == []


def test_an_excerpt_stands_around_the_words():
    assert excerpt("a" * 100 + " here " + "b" * 100, "HERE", around=5) == "…aaaa here bbbb…"
