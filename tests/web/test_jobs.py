import pytest

from dataops.jobs.models import Job, JobState, Outbox
from dataops.jobs.progress import end_job, report_progress, start_job
from programs.operations.admission import admit
from tests.architecture.probe import Asker
from tests.architecture.world import MISSING
from tests.factories import accounts, labeling

pytestmark = pytest.mark.django_db


def test_who_started_a_job_stops_it(client):
    person = accounts.user(role="requester")
    job = start_job("import", "A file", actor=person)
    client.force_login(person)

    answer = client.post(f"/jobs/{job.pk}/stop/")

    assert answer.status_code == 302
    assert Job.objects.get(pk=job.pk).stop_requested is True


def test_somebody_of_the_same_program_sees_it_and_why_they_cannot_stop_it(client):
    project, colleague = labeling.project(), accounts.user(role="program_manager")
    run = labeling.import_run(project, dataset=labeling.dataset(project.program))
    admit(project.program, colleague, actor=None)
    client.force_login(colleague)

    page, answer = client.get(f"/jobs/{run.job_id}/"), client.post(f"/jobs/{run.job_id}/stop/")

    assert "Only who started this job can stop it." in page.content.decode()
    assert answer.status_code == 403
    assert Job.objects.get(pk=run.job_id).stop_requested is False


def test_the_jobs_of_others_are_as_good_as_missing(client):
    theirs = start_job("import", "Secret file", actor=accounts.user(role="program_manager"))
    promise = Outbox.objects.create(name="programs.send_report", parked_reason="Gave up.")
    mine = accounts.user(role="requester")
    own = start_job("import", "My file", actor=mine)
    client.force_login(mine)

    listed, asker = client.get("/jobs/").content.decode(), Asker(mine)

    assert own.title in listed
    assert theirs.title not in listed
    for method, address, pk in (
        ("GET", "/jobs/{}/", theirs.pk),
        ("GET", "/jobs/{}/progress/", theirs.pk),
        ("POST", "/jobs/{}/stop/", theirs.pk),
        ("POST", "/jobs/parked/{}/retry/", promise.pk),
    ):
        foreign, missing = (asker.ask(method, address.format(number)) for number in (pk, MISSING))
        assert foreign.status == 404
        assert foreign.same_as(missing, identifiers=(str(MISSING), str(pk)))


def test_administrators_see_every_job_of_staff(client):
    theirs = start_job("import", "Any file", actor=accounts.user(role="program_manager"))
    client.force_login(accounts.user(role="administrator"))

    assert theirs.title in client.get("/jobs/").content.decode()
    assert client.get(f"/jobs/{theirs.pk}/").status_code == 200


@pytest.mark.parametrize("end", [JobState.DONE, JobState.FAILED, JobState.STOPPED])
def test_a_late_word_of_progress_does_not_open_a_job_again(noon, end):
    job = start_job("import", "A file", actor=None)
    report_progress(job, done=1, total=3, at=noon)
    end_job(job, end, at=noon, message="Over.")

    report_progress(job, done=2, total=3, at=noon)

    job.refresh_from_db()
    assert (job.state, job.done, job.message) == (end, 1, "Over.")
