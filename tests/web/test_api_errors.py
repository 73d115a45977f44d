"""A refused API call leaves nothing of what it did before it was refused."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import path
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.models import IdempotencyKey
from dataops.urls import urlpatterns as ours
from dataops.web.api.idempotency import Idempotent
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

ENDS = {"refused": Refused("Not today."), "invalid": ValidationError("No."), "denied": PermissionDenied()}


class Halfway(Idempotent, APIView):
    """Writes an event, then ends as its address says."""

    permission = "programs.see_home"

    def post(self, request, end):
        record("probe.written", None, actor=request.user)
        if end in ENDS:
            raise ENDS[end]
        return Response({"end": end})


urlpatterns = [*ours, path("api/v1/halfway/<str:end>/", Halfway.as_view())]


def post(client, end: str):
    client.force_login(accounts.user(Role.ADMINISTRATOR))
    address, headers = f"/api/v1/halfway/{end}/", {"Idempotency-Key": "once"}
    return client.post(address, content_type="application/json", headers=headers)


@pytest.mark.parametrize(("end", "status"), [("refused", 409), ("invalid", 400), ("denied", 403)])
def test_what_a_refused_call_did_before_is_undone(client, end, status):
    answer = post(client, end)

    assert answer.status_code == status
    assert not Event.objects.filter(verb="probe.written").exists()
    assert not IdempotencyKey.objects.exists()


def test_what_a_good_call_did_stays(client):
    assert post(client, "well").status_code == 200

    assert Event.objects.filter(verb="probe.written").count() == 1
    assert IdempotencyKey.objects.count() == 1
