"""The company that `make run` founds: everybody has a home there, and what is off track is so everywhere alike."""

from __future__ import annotations

from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.models import User
from programs.choices import Rag
from programs.models import Program, StatusReport
from programs.reports.line import lines_of
from tests.vendors.test_sums import kept_and_summed


@pytest.mark.django_db
def test_the_sample_company_is_founded_and_tells_one_truth(client):
    call_command("load_sample", stdout=StringIO())

    for person in User.objects.filter(is_active=True).order_by("pk"):
        client.force_login(person)
        assert client.get(reverse("web:home")).status_code == 200, person
    for summed, kept in kept_and_summed():
        assert kept == summed
    late = [
        line
        for line in lines_of(Program.objects.running(), on=timezone.now().date())
        if line.status.key == Rag.OFF_TRACK and any(s.dimension == "schedule" for s in line.status.standings)
    ]
    assert late
    for line in late:
        program, reason = line.program, line.status.causes[0].short
        client.force_login(program.manager)
        for address in (
            reverse("web:home"),
            reverse("programs:program-list"),
            reverse("programs:program-detail", args=[program.code]),
        ):
            assert reason in unescape(client.get(address).content.decode()), (address, reason)
        report = StatusReport.objects.filter(program=program).latest("week_on")
        assert report.rag == Rag.OFF_TRACK, report
