"""A name stands on one line: it becomes a heading, a row, the subject of a message."""

import pytest
from django.core import mail
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from programs.forms.program import StartProgram
from programs.forms.request import Purpose
from programs.models import Program, StatusReport
from programs.operations.mail import mail_report
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db

BROKEN = ["One\nBcc: all@example.com", "One\rtwo", "One\x85two", "One\u2028two", "One\x1b[31m"]
WHOLE = ["Größe – 10\u00a0% 🏳️\u200d🌈", "Плюс"]


@pytest.mark.parametrize("name", BROKEN)
def test_the_api_takes_no_broken_name(name):
    manager = accounts.user()
    api = APIClient()
    api.force_authenticate(manager)
    plan = {"goal": "Better.", "manager": manager.email, "units_planned": 10}
    days = {"starts_on": "2026-01-01", "due_on": "2027-01-01"}

    answer = api.post(reverse("api-program-list"), plan | days | {"name": name})
    asked = api.post(reverse("api-request-list"), {"title": name})

    assert answer.data == {"name": ["Write it on one line, without control characters."]}
    assert asked.data == {"title": ["Write it on one line, without control characters."]}
    assert not Program.objects.exists()


@pytest.mark.parametrize(("form", "field"), [(StartProgram, "name"), (Purpose, "title")])
def test_forms_take_names_of_one_line_only(form, field):
    for name in BROKEN:
        assert "one line" in str(form({field: name}).errors[field])
    for name in WHOLE:
        assert field not in form({field: name}).errors


def test_a_name_from_before_still_makes_a_subject_of_one_line():
    program = programs.program(name="One\ntwo")
    report = programs.report(program)

    leader = accounts.user(Role.LEADERSHIP)
    mail_report(StatusReport.objects.select_related("program").get(pk=report.pk), leader)

    assert mail.outbox[0].subject == f"Week {report.week_on:%-V}, One two: no data"


def test_a_request_from_before_names_its_program_on_one_line(noon):
    request = programs.submitted_request(title="One\ntwo")

    assert request.as_program(on=noon.date())["name"] == "One two"


def test_mail_that_does_not_answer_is_given_up(settings):
    assert 0 < settings.EMAIL_TIMEOUT < 60
