import pytest

from dataops.jobs.models import Job
from dataops.jobs.progress import start_job
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
