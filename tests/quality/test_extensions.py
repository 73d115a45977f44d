"""What this app tells the apps below: measures of programs, panels, needs."""

import datetime as dt

import pytest

from dataops.accounts.choices import Role
from programs.extensions import measures, panels
from programs.operations.report import draft_report
from programs.reports.document import document_of
from quality.extensions import quality_measures
from quality.models import GoldCount, GoldSnapshot
from quality.operations.history import keep_gold_sum, measure_and_keep
from quality.operations.project import measure_project
from quality.operations.tally import measure_batch
from quality.reports.needs import quality_needs
from quality.reports.programs import measured_of
from tests.conftest import NOON
from tests.factories import accounts, labeling, programs, quality, vendors
from tests.quality.test_decision_operations import brought_by, delivered

pytestmark = pytest.mark.django_db


def measured(project, rows):
    batch = labeling.batch(project)
    people = [vendors.worker() for _ in range(2)]
    for codes in rows:
        task = labeling.task(batch)
        for person, code in zip(people, codes, strict=True):
            labeling.annotation(task, person, code=code)
    measure_batch(batch.pk, at=NOON)
    return measure_project(project.pk, at=NOON).results


def test_programs_get_agreement_and_gold_with_interval_and_n():
    share = delivered()
    measure_batch(share.batch_id, at=NOON)
    measure_project(share.batch.project_id, at=NOON)
    program = share.batch.project.program

    alpha, gold = quality_measures([program.pk], on=NOON.date())[program.pk]

    assert (alpha.metric, alpha.value, alpha.n, alpha.unit) == ("agreement", 1.0, 20, "coefficient")
    assert (gold.metric, gold.numerator, gold.denominator, gold.value) == ("gold_accuracy", 36, 40, 0.9)
    assert gold.low == pytest.approx(0.76951, abs=1e-4)
    assert gold.url.endswith(f"?program={program.code}")


def test_a_figure_that_cannot_be_reckoned_says_why_in_words():
    batch = labeling.batch()
    labeling.annotation(labeling.task(batch), vendors.worker())
    measure_batch(batch.pk, at=NOON)
    measure_project(batch.project_id, at=NOON)
    program = batch.project.program_id

    [alpha, *_] = quality_measures([program], on=NOON.date())[program]

    assert alpha.value is None
    assert alpha.reason.endswith(".")
    assert "_" not in alpha.reason


def test_a_program_without_labels_has_no_measure():
    program = programs.program()

    assert quality_measures([program.pk], on=NOON.date()) == {program.pk: []}


def test_two_projects_add_their_disagreements():
    program = programs.program()
    first = measured(labeling.project(program), [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)])
    second = measured(labeling.project(program), [(0, 0), (1, 1), (1, 1), (0, 1), (1, 1), (0, 0)])

    found = measured_of([program.pk], on=NOON.date())[program.pk].alpha

    observed = first["disagreement"][0] + second["disagreement"][0]
    expected = first["disagreement"][1] + second["disagreement"][1]
    assert found.estimate == pytest.approx(1 - observed / expected)
    assert first["alpha"]["estimate"] < found.estimate < second["alpha"]["estimate"]
    assert found.ci_low < found.estimate < found.ci_high
    assert found.n == 11


def test_two_projects_that_agree_on_all_of_ten_items_are_not_certain():
    program = programs.program()
    alone = measured(labeling.project(program), [(0, 0), (1, 1)] * 5)["alpha"]
    measured(labeling.project(program), [(0, 0), (1, 1)] * 5)

    found = measured_of([program.pk], on=NOON.date())[program.pk].alpha

    assert (alone["ci_low"], found.estimate, found.n) == (pytest.approx(0.445, abs=1e-3), 1.0, 20)
    assert alone["ci_low"] < found.ci_low < 0.8


def test_few_rare_labels_leave_a_program_as_unsure_as_its_projects():
    program = programs.program()
    rare = [(0, 0)] * 57 + [(0, 1)] * 2 + [(1, 1)]
    alone = measured(labeling.project(program), rare)["alpha"]
    measured(labeling.project(program), rare)

    found = measured_of([program.pk], on=NOON.date())[program.pk].alpha

    arm = (alone["estimate"] - alone["ci_low"]) / 2**0.5
    assert found.ci_low == pytest.approx(found.estimate - arm)


def test_alpha_is_one_less_the_stored_disagreements():
    results = measured(labeling.project(), [(0, 0), (0, 1), (1, 1)])

    observed, expected = results["disagreement"]
    assert results["alpha"]["estimate"] == pytest.approx(1 - observed / expected)


def test_the_sockets_are_plugged():
    assert dict(measures.items())["quality"] is quality_measures
    assert dict(panels.items())["quality"].url_name == "quality:program-panel"


def test_the_qa_lead_needs_to_decide_and_to_look_at_weak_batches():
    share = labeling.share()
    measured_rows = [(0, 1)] * 30 + [(1, 0)] * 30
    people = [vendors.worker(share.vendor) for _ in range(2)]
    for codes in measured_rows:
        task = labeling.task(share.batch)
        for person, code in zip(people, codes, strict=True):
            labeling.annotation(task, person, code=code)
    share.delivery = vendors.delivery(share.work_order)
    share.save()
    programs.target(share.batch.project.program, value="0.7")
    measure_batch(share.batch_id, at=NOON)

    titles = [need.title for need in quality_needs(accounts.user(Role.REVIEWER), at=NOON)]

    assert titles == [
        "1 delivery waits for acceptance",
        f"Agreement in {share.batch.number} is below its target",
    ]


@pytest.mark.parametrize("role", [Role.VENDOR_MANAGER, Role.LEADERSHIP, Role.PROGRAM_MANAGER])
def test_who_may_not_decide_is_not_asked(role):
    delivered()

    assert list(quality_needs(accounts.user(role), at=NOON)) == []


def test_who_brought_a_delivery_is_not_asked_to_decide_on_it():
    lead, share = accounts.user(Role.REVIEWER), delivered()
    brought_by(lead, share)
    delivered()

    needs = list(quality_needs(lead, at=NOON))

    assert [need.title for need in needs] == ["1 delivery waits for acceptance"]
    assert share.batch.project.program.code not in needs[0].why


def test_labelers_are_asked_nothing():
    share = delivered()
    quality.gold_item()
    person = accounts.user(Role.VENDOR_LABELER, organisation=share.vendor.organisation)

    assert list(quality_needs(person, at=NOON)) == []


WEEK = dt.timedelta(days=7)


def measured_twice():
    """Gold got worse a week later, and labels that agree less were counted."""
    share = delivered()
    measure_batch(share.batch_id, at=NOON)
    measure_and_keep(share.batch.project_id, at=NOON)
    people = [vendors.worker(share.vendor) for _ in range(2)]
    for codes in [(0, 1)] * 10:
        task = labeling.task(share.batch)
        for person, code in zip(people, codes, strict=True):
            labeling.annotation(task, person, code=code)
    measure_batch(share.batch_id, at=NOON + WEEK)
    GoldCount.objects.filter(judged__gt=0).update(correct=0)
    measure_and_keep(share.batch.project_id, at=NOON + WEEK)
    return share.batch.project.program


def values(program, on):
    return [(one.value, one.measured_on) for one in quality_measures([program.pk], on=on)[program.pk]]


def test_a_day_that_is_past_has_the_figures_of_then_and_says_of_when():
    program = measured_twice()
    then, now = NOON.date() + WEEK / 2, NOON.date() + WEEK

    assert values(program, then) == [(1.0, NOON.date()), (0.9, NOON.date())]
    [(alpha, day), gold] = values(program, now)
    assert (alpha < 0.9, day, gold) == (True, now, (0.0, now))


def test_before_the_first_measurement_there_is_no_data():
    program = measured_twice()

    found = quality_measures([program.pk], on=NOON.date() - WEEK)[program.pk]

    assert [(one.metric, one.value) for one in found] == [("agreement", None), ("gold_accuracy", None)]
    assert {one.reason.split(" by ")[0] for one in found} == {"Nothing was measured"}


def test_the_report_of_a_week_shows_what_was_known_at_its_end():
    program = measured_twice()

    report = draft_report(program, NOON.date(), actor=None, at=NOON + 3 * WEEK)

    figures = {figure.label: figure for figure in document_of(report, with_money=True).figures}
    alpha, gold = figures["Agreement (α)"], figures["Gold accuracy"]
    assert (alpha.value, alpha.measured_on) == ("1.00", NOON.date())
    assert (gold.value, gold.measured_on) == ("90.0%", NOON.date())


def test_keeping_gold_twice_keeps_it_once():
    share = delivered()
    measure_batch(share.batch_id, at=NOON)

    for _ in range(2):
        keep_gold_sum(share.batch.project_id, at=NOON)

    kept = GoldSnapshot.objects.values_list("judged", "correct")
    assert list(kept) == [(40, 36)]
