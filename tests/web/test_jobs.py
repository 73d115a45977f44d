import pytest

from dataops.jobs.models import Job, JobState
from dataops.jobs.progress import end_job, report_progress, start_job
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_who_started_a_job_stops_it(client):
    person = accounts.user(role="requester")
    job = start_job("import", "A file", actor=person)
    client.force_login(person)

    answer = client.post(f"/jobs/{job.pk}/stop/")

    assert answer.status_code == 302
    assert Job.objects.get(pk=job.pk).stop_requested is True


def test_somebody_else_sees_why_they_cannot(client):
    job = start_job("import", "A file", actor=accounts.user(role="program_manager"))
    client.force_login(accounts.user(role="requester"))

    page, answer = client.get(f"/jobs/{job.pk}/"), client.post(f"/jobs/{job.pk}/stop/")

    assert "Only who started this job can stop it." in page.content.decode()
    assert answer.status_code == 403
    assert Job.objects.get(pk=job.pk).stop_requested is False


@pytest.mark.parametrize("end", [JobState.DONE, JobState.FAILED, JobState.STOPPED])
def test_a_late_word_of_progress_does_not_open_a_job_again(noon, end):
    job = start_job("import", "A file", actor=None)
    report_progress(job, done=1, total=3, at=noon)
    end_job(job, end, at=noon, message="Over.")

    report_progress(job, done=2, total=3, at=noon)

    job.refresh_from_db()
    assert (job.state, job.done, job.message) == (end, 1, "Over.")
