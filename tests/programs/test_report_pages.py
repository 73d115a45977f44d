"""Writing a weekly report: nothing typed is lost, and what the page says is what happened."""

import datetime as dt

import pytest
from django.urls import reverse

from programs.models import StatusReport
from programs.operations import report as operations
from programs.operations.admission import admit
from tests.factories import programs

pytestmark = pytest.mark.django_db

FIRST = {"version": 1, "summary": "Half a sent"}


@pytest.fixture
def draft(client):
    draft = programs.report()
    admit(draft.program, draft.program.manager, actor=draft.program.manager)
    client.force_login(draft.program.manager)
    return draft


def post(client, name, draft, data=None):
    return client.post(
        reverse(f"programs:{name}", args=[draft.pk]), data or {}, follow=name == "report-renew"
    )


def test_what_is_typed_is_kept_while_typing(client, draft):
    first = post(client, "report-save", draft, FIRST)
    second = post(client, "report-save", draft, {"version": 2, "summary": "Half a sentence."})

    assert 'name="version" value="2"' in first.content.decode()
    assert 'name="version" value="3"' in second.content.decode()
    assert StatusReport.objects.get().summary == "Half a sentence."


def test_a_part_that_is_too_long_waits_while_the_rest_is_kept(client, draft):
    answer = post(
        client, "report-save", draft, {"version": 1, "summary": "x" * 1001, "highlights": "More people."}
    )

    assert "1 part to fix" in answer.content.decode()
    assert list(StatusReport.objects.values_list("summary", "highlights")) == [("", "More people.")]


def test_saving_by_itself_never_writes_over_somebody_else(client, draft):
    operations.edit_report(draft, version=1, actor=draft.program.manager, summary="Theirs.")

    answer = post(client, "report-save", draft, FIRST)

    assert answer.status_code == 412
    assert "Not saved" in answer.content.decode()
    assert StatusReport.objects.get().summary == "Theirs."


def test_the_page_of_writing_saves_itself(client, draft):
    page = client.get(reverse("programs:report-edit", args=[draft.pk])).content.decode()

    assert f'hx-post="{reverse("programs:report-save", args=[draft.pk])}"' in page
    assert 'id="id_version"' in page


def test_taking_numbers_that_did_not_change_says_so(client, draft):
    post(client, "report-renew", draft)

    said = post(client, "report-renew", draft).content.decode()

    assert "Nothing changed since" in said


def test_numbers_taken_again_say_until_when_they_count(client, draft):
    draft.program.units_planned = 77
    draft.program.save()

    said = post(client, "report-renew", draft).content.decode()

    last = min(dt.datetime.now(dt.UTC).date(), draft.week_on + dt.timedelta(days=6))
    assert f"The figures to {last.day} {last:%b}" in said
    assert StatusReport.objects.get().numbers["progress"]["planned"] == 77


def test_what_is_published_is_read_and_not_written(client, draft):
    StatusReport.objects.update(
        state="published", published_at=draft.numbers_at, published_by=draft.program.manager
    )

    answer = client.get(reverse("programs:report-edit", args=[draft.pk]), follow=True)

    assert answer.redirect_chain == [(reverse("programs:report-detail", args=[draft.pk]), 302)]
    assert 'name="summary"' not in answer.content.decode()


def test_a_part_that_says_nothing_has_no_heading(client, draft):
    StatusReport.objects.update(highlights="Two batches came.", next_week="")

    page = client.get(reverse("programs:report-detail", args=[draft.pk])).content.decode()

    assert "What changed</h2>" in page
    assert "Next week</h2>" not in page
