"""A quote stays as the requester was told it, also for whoever can run SQL as the application does."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from dataops.base.database import STAFF, acting
from programs.models import Estimate
from programs.operations.estimate import agree
from tests.conftest import NOON
from tests.factories import programs
from tests.security.doors import as_web_login

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "attack",
    [
        "update programs_estimate set p85_on = p85_on + 30",
        "update programs_estimate set cost_p50 = 1, cost_p85 = 1",
        "update programs_estimate set quoted_at = null",
        "update programs_estimate set basis = '{}', reason = 'Otherwise.'",
        "delete from programs_estimate",
    ],
)
def test_a_quote_stays_as_it_was_told(attack):
    programs.estimate(quoted_at=NOON, cost_p50=10, cost_p85=20)
    before = Estimate.objects.values().get()

    with pytest.raises(ProgrammingError), transaction.atomic(), acting(STAFF), connection.cursor() as cursor:
        cursor.execute(attack)

    assert Estimate.objects.values().get() == before


def test_a_quote_is_still_answered_by_the_staff_role():
    quote = programs.estimate(quoted_at=NOON)

    with as_web_login(), acting(STAFF):
        agree(quote, actor=quote.request.requester, at=NOON)

    assert Estimate.objects.get().state == "agreed"
