"""D02: a published report stays as it went out, also for whoever can run SQL as the application does."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from dataops.base.database import STAFF, acting
from programs.models import StatusReport
from programs.operations.report import edit_report, publish_report
from tests.factories import programs
from tests.security.doors import as_web_login

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    draft = programs.report()
    return edit_report(draft, version=1, actor=draft.program.manager, summary="All is well.")


@pytest.mark.parametrize(
    "attack",
    [
        "update programs_statusreport set summary = 'All is lost.'",
        "update programs_statusreport set numbers = '{}'",
        "update programs_statusreport set state = 'draft'",
        "update programs_statusreport set published_at = now()",
        "delete from programs_statusreport",
        "truncate programs_statusreport cascade",
        "alter table programs_statusreport disable trigger frozen",
        "drop trigger frozen on programs_statusreport",
        "set local session_replication_role = replica",
    ],
)
def test_d02_a_published_report_stays_as_it_went_out(report, attack):
    publish_report(report, actor=report.program.manager, at=timezone.now())
    before = StatusReport.objects.values().get()

    with pytest.raises(ProgrammingError), transaction.atomic(), acting(STAFF), connection.cursor() as cursor:
        cursor.execute(attack)

    assert StatusReport.objects.values().get() == before


def test_d02_a_draft_is_still_written_and_published_by_the_staff_role(report):
    with as_web_login(), acting(STAFF):
        written = edit_report(report, version=2, actor=report.program.manager, summary="Better.")
        publish_report(written, actor=report.program.manager, at=timezone.now())
        publish_report(written, actor=report.program.manager, at=timezone.now())

    assert StatusReport.objects.get().summary == "Better."


def test_d02_the_owner_of_the_tables_can_mend_a_row_and_the_trail_says_so(report):
    publish_report(report, actor=report.program.manager, at=timezone.now())

    StatusReport.objects.update(summary="Mended.")

    with connection.cursor() as cursor:
        cursor.execute(
            "select diff from audit_row where tbl = 'programs_statusreport' order by seq desc limit 1"
        )
        assert "Mended." in str(cursor.fetchone())
