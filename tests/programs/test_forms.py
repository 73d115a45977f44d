"""What a program writes down beside its plan: given by its template, filled in, never overwritten unread."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from programs.models import ProgramForm
from programs.operations import template as of_templates
from programs.operations.admission import admit
from programs.operations.form import CannotFill, add_form, fill_form, remove_form
from tests.conftest import NOON
from tests.factories import programs
from tests.programs.test_templates import start

pytestmark = pytest.mark.django_db
ASKED = ["Who is told first?", "Within how long?"]


@pytest.fixture
def program():
    program = programs.program()
    admit(program, program.manager, actor=None)
    return program


@pytest.fixture
def manager(program):
    return program.manager


@pytest.fixture
def form(program, manager):
    return add_form(program, name="Escalation path", questions=ASKED, actor=manager)


def test_a_program_begins_with_the_forms_of_its_template(manager):
    template = of_templates.add_template(name="Preference data", actor=manager)
    line = of_templates.add_form(template, name="QA plan", questions=["Who checks?"], actor=manager)

    program = start(manager, template)
    of_templates.remove_line(line, actor=manager)

    kept = program.forms.get()
    assert (kept.name, kept.pairs, kept.is_complete) == ("QA plan", [("Who checks?", "")], False)


def test_filling_in_twice_is_one_operation(form, manager):
    for _ in range(2):
        form = fill_form(form, answers=["Ines ", ""], version=1, actor=manager, at=NOON)

    assert (form.answers, form.answered, form.version, form.filled_by) == (["Ines", ""], 1, 2, manager)
    assert Event.objects.filter(verb="form.filled").count() == 1


def test_two_who_fill_in_one_form_do_not_overwrite_each_other(form, manager):
    fill_form(form, answers=["Ines", ""], version=1, actor=manager, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        fill_form(form, answers=["Tomasz", ""], version=1, actor=manager, at=NOON)


@pytest.mark.parametrize(
    "questions", [[], ["Twice?", "Twice?"], ["x" * 201], [f"Number {n}?" for n in range(21)]]
)
def test_a_form_that_cannot_be_asked_is_refused(program, manager, questions):
    with pytest.raises(CannotFill):
        add_form(program, name="QA plan", questions=questions, actor=manager)


def test_a_form_with_answers_stays(form, manager):
    fill_form(form, answers=["Ines", ""], actor=manager, at=NOON)
    with pytest.raises(CannotFill, match="it stays"):
        remove_form(form, actor=manager)

    with pytest.raises(CannotFill, match="2 questions"):
        fill_form(form, answers=["Ines"], actor=manager, at=NOON)
    assert ProgramForm.objects.get().answers == ["Ines", ""]


def test_by_browser_from_adding_to_reading(client, program, manager):
    client.force_login(manager)
    add = reverse("programs:form-add", args=[program.code])
    words = {"name": "QA plan", "questions": "Who checks?\n\nHow many items?\n"}

    assert client.post(add, {"name": "QA plan", "questions": " "}).status_code == 422
    client.post(add, words)
    form = program.forms.get()
    fill = reverse("programs:form-fill", args=[program.code, form.pk])
    client.post(fill, {"answer_0": "Priya", "answer_1": "", "version": 1})
    late = client.post(fill, {"answer_0": "Somebody else", "answer_1": "", "version": 1})

    assert form.questions == ["Who checks?", "How many items?"]
    assert late.status_code in (409, 412)
    assert "Priya" in late.content.decode()
    assert "Somebody else" in late.content.decode()
    page = client.get(reverse("programs:form-detail", args=[program.code, form.pk])).content.decode()
    assert "1 of 2 questions answered" in page
    assert "Priya" in page
    assert "QA plan" in client.get(reverse("programs:form-list", args=[program.code])).content.decode()


def test_by_api_from_the_template_to_the_answers(program, manager):
    api = APIClient()
    api.force_authenticate(manager)
    template = programs.template()

    grown = api.post(
        reverse("api-template-add-form", args=[template.pk]),
        {"name": "Path", "questions": ASKED},
        format="json",
    )
    made = api.post(
        reverse("api-form-list", args=[program.code]), {"name": "Path", "questions": ASKED}, format="json"
    )
    one = reverse("api-form-detail", args=[program.code, made.data["id"]])
    filled = api.patch(one, {"answers": ["Ines", "4 hours"], "version": 1}, format="json")
    stale = api.patch(one, {"answers": ["Nobody", ""], "version": 1}, format="json")

    assert [form["name"] for form in grown.data["forms"]] == ["QA plan", "Path"]
    assert (made.status_code, filled.data["is_complete"], filled.data["version"]) == (201, True, 2)
    assert stale.status_code in (409, 412)
    assert api.delete(one).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_same_number_of_questions(client, program, count, django_assert_num_queries):
    for _ in range(count):
        programs.form(program, filled_by=program.manager, filled_at=NOON)
    client.force_login(program.manager)
    listed, api = (
        reverse("programs:form-list", args=[program.code]),
        reverse("api-form-list", args=[program.code]),
    )
    for address in (listed, api):
        client.get(address)

    with django_assert_num_queries(12):
        client.get(listed)
    with django_assert_num_queries(10):
        client.get(api)


def test_a_form_of_a_template_is_changed_and_programs_keep_theirs(client, program, manager):
    template = programs.template()
    line = template.forms.get()
    client.force_login(manager)
    address = reverse("programs:template-form-change", args=[template.pk, line.pk])

    assert "Who checks?" in client.get(address).content.decode()
    words = {"name": "QA plan", "questions": "Who checks?\nWho is told?", "version": template.version}
    client.post(address, words)
    late = client.post(address, words | {"questions": "Nobody?"})

    line.refresh_from_db()
    assert line.questions == ["Who checks?", "Who is told?"]
    assert late.status_code == 412
