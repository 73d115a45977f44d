import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from labeling.models import Batch, BatchShare, Dataset, ImportRun, Project
from labeling.operations.imports import run_import
from labeling.views.project import programs_to_open_in
from programs.operations.admission import admit
from tests.factories import accounts, compliance, labeling, programs, vendors

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return programs.program()


@pytest.fixture
def manager(program):
    """The manager of the program, as admission makes one."""
    admit(program, program.manager, actor=None)
    return program.manager


@pytest.fixture
def project(program):
    project = labeling.project(program)
    labeling.schema(project), labeling.guideline(project)
    return project


@pytest.fixture
def page(client, manager):
    client.force_login(manager)
    return client


def at(name, *args):
    return reverse(f"labeling:{name}", args=args)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(page, program, count, django_assert_num_queries):
    for _ in range(count):
        batch = labeling.batch(labeling.project(program))
        labeling.annotation(labeling.task(batch))
    page.get(at("project-list"))

    with django_assert_num_queries(14):
        assert page.get(at("project-list")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_project_asks_as_much_for_three_batches_as_for_one(
    page, project, count, django_assert_num_queries
):
    for _ in range(count):
        batch = labeling.batch(project)
        labeling.slot(labeling.share(batch))
        labeling.import_run(project, f"item_id,text\n{batch.pk},b\n", dataset=batch.dataset)
        labeling.guideline(project, number=batch.pk + 100)
    page.get(at("project-detail", project.slug))

    with django_assert_num_queries(28):
        assert page.get(at("project-detail", project.slug)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_handing_out_asks_as_much_for_three_orders_as_for_one(
    page, project, count, django_assert_num_queries
):
    batch = labeling.batch(project)
    labeling.task(batch)
    compliance.clearance(project.program, sensitivity="personal")
    for _ in range(count):
        order = vendors.work_order(program_=project.program)
        compliance.data_agreement(order.vendor)
    page.get(at("batch-issue", project.slug, batch.number))

    with django_assert_num_queries(22):
        assert page.get(at("batch-issue", project.slug, batch.number)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_where_one_may_open_a_project_is_one_question(count, django_assert_num_queries):
    person = accounts.user(role="program_manager")
    for _ in range(count):
        admit(programs.program(state="active"), person, actor=None)
        programs.program(state="active")

    with django_assert_num_queries(1):
        assert len(programs_to_open_in(person)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_asks_as_much_for_three_items_as_for_one(page, project, count, django_assert_num_queries):
    batch = labeling.batch(project)
    for _ in range(count):
        labeling.annotation(labeling.task(batch))
        labeling.share(batch)
    page.get(at("batch-detail", project.slug, batch.number))

    with django_assert_num_queries(18):
        assert page.get(at("batch-detail", project.slug, batch.number)).status_code == 200
    with django_assert_num_queries(13):
        assert page.get(at("label-list", project.slug, batch.number)).status_code == 200


def test_an_item_of_a_batch_leads_to_what_was_read_and_said(page, project):
    batch = labeling.batch(project)
    task = labeling.task(batch)
    labeling.annotation(task)
    address = f"{at('label-list', project.slug, batch.number)}?task={task.pk}"

    assert f'href="{address}"' in page.get(at("batch-detail", project.slug, batch.number)).content.decode()

    shown = page.get(address)
    assert "What labelers read" in shown.content.decode()
    assert [label.task for label, _ in shown.context["labels"]] == [task]


def test_a_project_is_opened_from_an_accepted_request(page, program):
    asked = programs.submitted_request(state="accepted", program=program, title="Intent")

    form = page.get(at("project-open") + f"?request={asked.number}").content.decode()
    assert "What does the customer want?" in form
    assert "Refund\nComplaint" in form

    answer = page.post(
        at("project-open") + f"?request={asked.number}",
        {
            "program": program.pk,
            "name": "Intent",
            "question": "What?",
            "choices": "Refund | money back\nOther",
            "judgements_per_item": 3,
            "guideline": "",
        },
    )

    project = Project.objects.get()
    assert answer["Location"] == at("project-detail", project.slug)
    assert (project.request, project.judgements_per_item) == (asked, 3)
    assert project.latest_schema().choices[0] == {"code": 0, "name": "Refund", "hint": "money back"}


def test_a_project_cannot_be_opened_in_somebody_elses_program(page):
    answer = page.post(
        at("project-open"),
        {
            "program": programs.program().pk,
            "name": "x",
            "question": "x",
            "choices": "a\nb",
            "judgements_per_item": 1,
        },
    )

    assert answer.status_code == 422
    assert not Project.objects.exists()


def test_versions_are_published_and_compared(page, project):
    page.post(at("guideline-publish", project.slug), {"body": "# Rule\n\nNever.", "change_note": "Stricter"})
    page.post(at("schema-publish", project.slug), {"question": "And now?", "choices": "yes\nno\nmaybe"})

    shown = page.get(at("guideline-detail", project.slug, 2)).content.decode()
    assert "Removed: </span>Say yes when it follows." in shown
    assert "Added: </span>Never." in shown
    assert project.latest_schema().number == 2


def test_from_dataset_to_issued_batch(page, project, program):
    compliance.clearance(program)
    order = vendors.work_order(program_=program)
    for name in ("import-start", "batch-prepare"):
        assert "No dataset yet" in page.get(at(name, project.slug)).content.decode()
    steps = [page.get(at("project-detail", project.slug)).context["next_step"]]
    page.post(at("dataset-add", project.slug), {"name": "Mails", "modality": "text"})
    steps.append(page.get(at("project-detail", project.slug)).context["next_step"])
    dataset = Dataset.objects.get(name="Mails")
    file = SimpleUploadedFile("mails.csv", b"item_id,text\n1,a\n2,b\n")
    page.post(
        at("import-start", project.slug),
        {"kind": "items", "dataset": dataset.pk, "file": file, "all_or_nothing": "on"},
    )
    run = ImportRun.objects.get()
    assert run_import(run.pk)
    assert "2 rows were" in page.get(at("import-detail", project.slug, run.pk)).content.decode()
    ended = page.get(at("import-progress", project.slug, run.pk))
    assert (ended.status_code, ended["HX-Refresh"]) == (286, "true")
    steps.append(page.get(at("project-detail", project.slug)).context["next_step"])
    page.post(at("batch-prepare", project.slug), {"dataset": dataset.pk, "size": 10})
    steps.append(page.get(at("project-detail", project.slug)).context["next_step"])
    assert steps == ["dataset", "import", "prepare", ""]
    batch = Batch.objects.get()

    page.post(
        at("batch-issue", project.slug, batch.number),
        {"order": order.pk, "judgements_per_item": 1, "due_on": order.due_on},
    )

    assert BatchShare.objects.get().judgements == 2


def test_an_order_that_may_not_have_the_data_says_why(page, project, program):
    batch, order = labeling.batch(project, state="prepared"), vendors.work_order(program_=program)
    address = at("batch-issue", project.slug, batch.number)

    assert "has no clearance" in page.get(address).content.decode()
    answer = page.post(address, {"order": order.pk, "judgements_per_item": 1, "due_on": order.due_on})

    assert answer.status_code == 422
    assert not BatchShare.objects.exists()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [(b"", "empty"), (b"a,b\n1,2\n", "item_id"), (b"\xff\xfea", "UTF-16"), (b"PK\x03\x04", "zip")],
)
def test_f09_a_bad_file_is_a_422_with_a_sentence(page, project, raw, sentence):
    data = labeling.dataset(project.program)
    file = SimpleUploadedFile("x.csv", raw)

    answer = page.post(at("import-start", project.slug), {"kind": "items", "dataset": data.pk, "file": file})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_f11_an_upload_over_the_limit_ends_while_it_arrives(page, project, settings):
    settings.IMPORT_UPLOAD_LIMIT = 1000
    file = SimpleUploadedFile("x.csv", b"x" * 2000)

    answer = page.post(at("import-start", project.slug), {"kind": "items", "file": file})

    assert answer.status_code in (400, 413)
    assert not ImportRun.objects.exists()


def test_faults_are_shown_and_leave_as_csv_that_runs_nothing(page, project):
    data = labeling.dataset(project.program)
    run = labeling.import_run(project, "item_id,text\n1,a\n,=cmd\n", dataset=data, file_name="=2+2.csv")
    run_import(run.pk)

    assert "The row names no item." in page.get(at("import-detail", project.slug, run.pk)).content.decode()
    text = page.get(at("import-faults", project.slug, run.pk)).content.decode("utf-8-sig")
    assert text == "row,column,message\r\n3,item_id,The row names no item.\r\n"


@pytest.mark.parametrize("query", ["after=x", "before=-1", "after=" + "9" * 30, "task=1;"])
def test_t08_a_key_that_is_none_is_a_404(page, project, query):
    batch = labeling.batch(project)

    assert page.get(at("label-list", project.slug, batch.number) + f"?{query}").status_code == 404


def test_judgements_are_paged_by_key(page, project):
    batch = labeling.batch(project)
    for _ in range(60):
        labeling.annotation(labeling.task(batch))
    address = at("label-list", project.slug, batch.number)

    first = page.get(address).context
    second = page.get(f"{address}?after={first['after']}").context
    back = page.get(f"{address}?before={second['before']}").context

    assert (len(first["labels"]), len(second["labels"]), len(back["labels"])) == (50, 10, 50)
    assert (first["before"], second["after"]) == (None, None)
    assert first["labels"] == back["labels"]


def test_what_the_request_said_and_the_only_dataset_are_not_asked_again(page, project):
    project.request = programs.submitted_request(program=project.program, state="accepted", modality="image")
    project.save()

    dataset_form = page.get(at("dataset-add", project.slug)).context["form"]
    only = labeling.dataset(project.program)
    alone = page.get(at("batch-prepare", project.slug)).context["form"]
    labeling.dataset(project.program)
    among = page.get(at("batch-prepare", project.slug)).context["form"]

    assert dataset_form["modality"].value() == "image"
    assert (alone["dataset"].value(), among["dataset"].value()) == (only.pk, None)


MANAGED = ["schema-publish", "guideline-publish", "dataset-add", "batch-prepare", "import-start"]


@pytest.mark.parametrize("name", MANAGED)
@pytest.mark.parametrize(
    ("role", "status"),
    [("vendor_manager", 403), ("program_manager", 403), ("leadership", 403), ("administrator", 200)],
)
def test_z01_who_does_not_manage_labeling_here_may_not_change_it(client, project, name, role, status):
    client.force_login(accounts.user(role=role))

    assert client.get(at(name, project.slug)).status_code == status


@pytest.mark.parametrize("role", ["requester", "leadership", "compliance_officer"])
def test_z01_who_does_not_see_labeling_is_told_so(client, project, role):
    client.force_login(accounts.user(role=role))

    assert client.get(at("project-list")).status_code == 403


def test_t01_a_vendors_person_sees_no_staff_page(client, project):
    order = vendors.work_order(program_=project.program)
    client.force_login(accounts.user(role="vendor_labeler", organisation=order.vendor.organisation))

    assert client.get(at("project-detail", project.slug)).status_code == 403
    assert client.get(at("project-detail", "nothing")).status_code in (403, 404)


def test_the_program_page_has_a_labeling_panel(page, program, project):
    shown = page.get(at("program-panel", program.code)).content.decode()

    assert project.name in shown
    assert "No batch yet" in shown


def test_a_project_with_work_out_says_why_it_stays_open(page, project):
    share = labeling.share(labeling.batch(project))

    shown = page.get(at("project-detail", project.slug)).content.decode()
    page.post(at("project-close", project.slug))

    assert f"Still being labeled: {share.batch.number} by" in shown
    project.refresh_from_db()
    assert project.state == "open"


def test_closing_is_one_button(page, project):
    page.post(at("project-close", project.slug))

    project.refresh_from_db()
    assert project.state == "closed"
