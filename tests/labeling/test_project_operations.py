import pytest

from dataops.audit.models import Event
from labeling.models import Dataset, Guideline, LabelSchema, Project
from labeling.operations import dataset as datasets
from labeling.operations import project as projects
from tests.factories import labeling, programs

pytestmark = pytest.mark.django_db


def opened(noon, program=None, **fields):
    values = {"name": "Support intent", "question": "What do they want?", "choices": ["Refund", "Other"]}
    return projects.open_project(program or programs.program(), actor=None, at=noon, **values | fields)


def test_opening_publishes_the_first_versions(noon):
    project = opened(noon, guideline="# Rules")

    assert project.slug == "support-intent"
    assert project.latest_schema().choices == [
        {"code": 0, "name": "Refund", "hint": ""},
        {"code": 1, "name": "Other", "hint": ""},
    ]
    assert project.latest_guideline().body == "# Rules"
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "project.opened",
        "schema.published",
        "guideline.published",
    ]


def test_two_projects_of_one_name_have_two_addresses(noon):
    assert [opened(noon).slug, opened(noon).slug, opened(noon).slug] == [
        "support-intent",
        "support-intent-2",
        "support-intent-3",
    ]


def test_a_name_without_letters_still_has_an_address(noon):
    assert opened(noon, name="???").slug == "project"


def test_a_request_of_another_program_is_refused(noon):
    with pytest.raises(projects.CannotOpen):
        opened(noon, request=programs.data_request())

    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "choices", [["Only"], ["Yes", "yes"], ["Yes", " "], ["Yes", "n" * 61], [str(n) for n in range(51)]]
)
def test_answers_that_nobody_could_tell_apart_are_refused(noon, choices):
    with pytest.raises(projects.CannotPublish):
        opened(noon, choices=choices)

    assert not Event.objects.filter(verb="schema.published").exists()


def test_a_name_keeps_its_code_through_the_versions(noon):
    project = opened(noon)

    newest = projects.publish_schema(
        project, question="What now?", choices=["Other", "Cancel", "Refund"], actor=None, at=noon
    )

    assert newest.number == 2
    assert newest.codes_by_text() == {"0": 0, "1": 1, "2": 2, "Refund": 0, "Other": 1, "Cancel": 2}


def test_publishing_the_same_twice_changes_nothing(noon):
    project = opened(noon, guideline="# Rules")

    projects.publish_schema(
        project, question="What do they want?", choices=["Refund", "Other"], actor=None, at=noon
    )
    projects.publish_guideline(project, body="# Rules", change_note="again", actor=None, at=noon)

    assert (LabelSchema.objects.count(), Guideline.objects.count()) == (1, 1)


def test_an_empty_guideline_is_refused(noon):
    with pytest.raises(projects.CannotPublish):
        projects.publish_guideline(labeling.project(), body=" ", change_note="", actor=None, at=noon)


def test_closing_twice_closes_once():
    project = labeling.project()

    projects.close_project(project, actor=None)
    projects.close_project(project, actor=None)

    assert Event.objects.filter(verb="project.closed").count() == 1


def test_a_project_with_work_out_is_not_closed(noon):
    share = labeling.share()
    project = share.batch.project

    with pytest.raises(projects.CannotClose, match=f"{share.batch.number} by {share.vendor.name}"):
        projects.close_project(project, actor=None)

    project.refresh_from_db()
    assert project.state == "open"
    assert not Event.objects.exists()


def test_adding_a_dataset_twice_adds_it_once():
    program = programs.program()

    first = datasets.add_dataset(program, name="Mails", actor=None)

    assert datasets.add_dataset(program, name="Mails ", actor=None) == first
    assert Dataset.objects.count() == 1
    with pytest.raises(datasets.CannotAdd):
        datasets.add_dataset(program, name=" ", actor=None)


def test_the_code_of_a_dropped_name_goes_to_no_other(noon):
    project = opened(noon, choices=["a", "b", "c"])

    def codes(*names):
        version = projects.publish_schema(project, question="?", choices=names, actor=None, at=noon)
        return [choice["code"] for choice in version.choices]

    assert codes("a", "b") == [0, 1]
    assert codes("a", "b", "d") == [0, 1, 3]
    assert codes("a", "b", "c") == [0, 1, 2]
