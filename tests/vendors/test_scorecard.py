"""The scorecard as arithmetic and as an operation."""

import datetime as dt

import pytest
from django.utils import timezone

from dataops.audit.models import Event
from dataops.stats.intervals import wilson
from tests.factories import programs, vendors
from vendors.choices import Criterion, EvidenceMetric, ScorecardState
from vendors.models import Scorecard
from vendors.operations.delivery import decide_delivery, receive_delivery
from vendors.operations.evidence import record_evidence
from vendors.operations.ledger import CannotReverse, reverse_entry
from vendors.operations.scorecard import (
    CannotPublishScorecard,
    CannotRespond,
    CannotSettle,
    compute_scorecard,
    publish_scorecard,
    respond,
    settle,
)
from vendors.reports.measures import accepted_units_by_day, program_measures
from vendors.reports.scorecard import WEIGHTS, Line, band, month_lines, score_of, score_range
from vendors.tasks import compute_scorecards

pytestmark = pytest.mark.django_db
APRIL = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)


def deliver(order, noon, batch_ref, *, units=100, accepted=True, due_on=None):
    part = receive_delivery(
        order, batch_ref=batch_ref, units=units, due_on=due_on or noon.date(), at=noon, actor=None
    )
    return decide_delivery(part, is_accepted=accepted, reason="Checked.", actor=None, at=noon)


def gold(vendor, noon, right, total, batch_ref="B-1"):
    return record_evidence(
        vendor_id=vendor.pk,
        program_id=programs.program().pk,
        batch_ref=batch_ref,
        metric=EvidenceMetric.GOLD_ACCURACY,
        numerator=right,
        denominator=total,
        on=noon.date(),
    )


def by_criterion(lines):
    return {line.criterion: line for line in lines}


def test_weights_are_a_hundred():
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize(
    ("score", "tone"),
    [(0, "bad"), (69.99, "bad"), (70, "warn"), (84.99, "warn"), (85, "ok"), (100, "ok"), (None, "idle")],
)
def test_the_bands_cover_nought_to_a_hundred_with_both_ends(score, tone):
    assert band(score)[0] == tone


def test_no_activity_is_no_score(noon):
    lines = month_lines(vendors.vendor(), dt.date(2026, 3, 1))

    assert [line.points for line in lines] == [None] * 4
    assert [line.weight_used for line in lines] == [0] * 4
    assert (score_of(lines), score_range(lines)) == (None, None)


def test_gold_accuracy_has_wilsons_interval(noon):
    vendor = vendors.vendor()
    gold(vendor, noon, 45, 50)
    gold(vendor, noon, 47, 50, "B-2")

    line = by_criterion(month_lines(vendor, dt.date(2026, 3, 1)))[Criterion.QUALITY]

    expected = wilson(92, 100)
    assert (line.value, line.low, line.high) == (expected.estimate, expected.ci_low, expected.ci_high)
    assert (line.numerator, line.denominator, line.points, line.weight_used) == (92, 100, 92, 100)


def test_a_part_without_data_gives_its_weight_to_the_others(noon):
    order = vendors.work_order()
    deliver(order, noon, "B-1")
    deliver(order, noon, "B-2", accepted=False, due_on=noon.date() - dt.timedelta(days=1))

    lines = month_lines(order.vendor, dt.date(2026, 3, 1))

    shares = {line.criterion: line.weight_used for line in lines}
    assert shares == {
        Criterion.QUALITY: 0,
        Criterion.DELIVERY: pytest.approx(2500 / 45),
        Criterion.ACCEPTANCE: pytest.approx(2000 / 45),
        Criterion.COST: 0,
    }
    assert score_of(lines) == pytest.approx(50)


def test_acceptance_counts_batches_not_units(noon):
    order = vendors.work_order()
    for number in range(4):
        deliver(order, noon, f"B-{number}", accepted=number < 3)

    line = by_criterion(month_lines(order.vendor, dt.date(2026, 3, 1)))[Criterion.ACCEPTANCE]

    of_batches = wilson(3, 4)
    assert (line.numerator, line.denominator) == (300, 400)
    assert (line.low, line.high) == (of_batches.ci_low, of_batches.ci_high)


def test_another_attempt_does_not_count_as_first(noon):
    order = vendors.work_order()
    deliver(order, noon, "B-1", accepted=False)
    deliver(order, noon, "B-1")

    line = by_criterion(month_lines(order.vendor, dt.date(2026, 3, 1)))[Criterion.ACCEPTANCE]

    assert (line.numerator, line.denominator, line.value) == (0, 100, 0)


def test_cost_is_compared_with_the_median_of_at_least_two_others(noon):
    prices = {"0.20": None, "0.10": None, "0.14": None}
    for price in prices:
        order = vendors.work_order(rate_line=vendors.rate_line(price=price))
        deliver(order, noon, "B-1")
        prices[price] = order.vendor

    line = by_criterion(month_lines(prices["0.20"], dt.date(2026, 3, 1)))[Criterion.COST]
    cheap = by_criterion(month_lines(prices["0.10"], dt.date(2026, 3, 1)))[Criterion.COST]

    assert (line.numerator, line.denominator) == (20, pytest.approx(12))
    assert line.points == pytest.approx(60)
    assert cheap.points == 100


def test_one_other_vendor_would_give_its_price_away(noon):
    for _ in range(2):
        order = vendors.work_order()
        deliver(order, noon, "B-1")

    line = by_criterion(month_lines(order.vendor, dt.date(2026, 3, 1)))[Criterion.COST]

    assert (line.value, line.reason) == (None, "not_comparable")


def test_the_interval_of_a_score_of_one_part_is_that_part():
    line = Line(Criterion.QUALITY, value=0.9, low=0.8, high=0.95, points=90, weight=40, weight_used=100)

    assert score_range([line]) == (pytest.approx(80), pytest.approx(95))


def test_the_night_runs_twice_and_computes_once(noon):
    vendor = vendors.vendor()
    gold(vendor, noon, 45, 50)

    for _ in range(2):
        compute_scorecard(vendor, noon.date(), at=noon)

    assert Event.objects.filter(verb="scorecard.computed").count() == 1
    assert Scorecard.objects.get().lines.count() == 4


def test_the_clock_computes_this_month_and_the_last():
    vendors.vendor()

    compute_scorecards()
    compute_scorecards()

    assert Scorecard.objects.count() == 2


def test_a_published_card_is_frozen(noon):
    vendor = vendors.vendor()
    gold(vendor, noon, 45, 50)
    card = compute_scorecard(vendor, noon.date(), at=noon)
    for _ in range(2):
        publish_scorecard(card, actor=None, at=APRIL)
    gold(vendor, noon, 1, 50, "B-2")

    again = compute_scorecard(vendor, noon.date(), at=APRIL)

    assert (again.score, again.state) == (90, ScorecardState.PUBLISHED)
    assert Event.objects.filter(verb="scorecard.published").count() == 1


@pytest.mark.parametrize(("at", "words"), [("month", "not over"), ("empty", "no score")])
def test_what_cannot_be_published_says_why(noon, at, words):
    vendor = vendors.vendor()
    if at == "month":
        gold(vendor, noon, 45, 50)
    card = compute_scorecard(vendor, noon.date(), at=noon)

    with pytest.raises(CannotPublishScorecard, match=words):
        publish_scorecard(card, actor=None, at=noon if at == "month" else APRIL)

    card.refresh_from_db()
    assert card.published_at is None


def test_a_dispute_says_what_is_wrong(noon):
    vendor = vendors.vendor()
    gold(vendor, noon, 45, 50)
    card = publish_scorecard(compute_scorecard(vendor, noon.date(), at=noon), actor=None, at=APRIL)

    with pytest.raises(CannotRespond, match="which number"):
        respond(card, is_agreed=False, response=" ", actor=None, at=APRIL)
    for _ in range(2):
        respond(card, is_agreed=True, actor=None, at=APRIL)
    with pytest.raises(CannotRespond, match="does not wait"):
        respond(card, is_agreed=False, response="No.", actor=None, at=APRIL)

    assert Event.objects.filter(verb="scorecard.agreed").count() == 1


def disputed(noon):
    vendor = vendors.vendor()
    gold(vendor, noon, 45, 50)
    card = publish_scorecard(compute_scorecard(vendor, noon.date(), at=noon), actor=None, at=APRIL)
    return respond(card, is_agreed=False, response="B-1 was 50 of 50.", actor=None, at=APRIL)


def test_a_dispute_is_closed_with_a_reason_and_the_numbers_stand(noon):
    card = disputed(noon)

    with pytest.raises(CannotSettle, match="Say why"):
        settle(card, is_corrected=False, reply=" ", actor=None, at=APRIL)
    for _ in range(2):
        card = settle(card, is_corrected=False, reply="Five answers were wrong.", actor=None, at=APRIL)

    assert (card.state, card.score, card.edition, card.replied_at) == ("settled", 90, 1, APRIL)
    assert Event.objects.filter(verb="scorecard.settled").count() == 1


def test_a_dispute_is_corrected_by_counting_anew_and_answered_again(noon):
    card = disputed(noon)
    with pytest.raises(CannotSettle, match="the numbers are the same"):
        settle(card, is_corrected=True, reply="Counted again.", actor=None, at=APRIL)
    gold(card.vendor, noon, 50, 50)

    for _ in range(2):
        card = settle(
            card, is_corrected=True, reply="Five gold answers were ours to mend.", actor=None, at=APRIL
        )

    assert (card.state, card.score, card.edition) == (ScorecardState.PUBLISHED, 95, 2)
    assert Event.objects.filter(verb="scorecard.corrected").count() == 1
    assert respond(card, is_agreed=True, actor=None, at=APRIL).state == ScorecardState.AGREED


def test_only_a_dispute_is_settled(noon):
    card = disputed(noon)
    respond(card, is_agreed=True, actor=None, at=APRIL)

    with pytest.raises(CannotSettle, match="does not dispute"):
        settle(card, is_corrected=False, reply="No.", actor=None, at=APRIL)

    assert not Event.objects.filter(verb="scorecard.settled").exists()


def test_evidence_twice_is_once_and_counting_again_replaces(noon):
    goal = programs.program()
    vendor = vendors.vendor()
    counted = {
        "vendor_id": vendor.pk,
        "program_id": goal.pk,
        "batch_ref": "B-1",
        "metric": EvidenceMetric.AGREEMENT,
        "on": noon.date(),
    }

    for right in (8, 8, 9):
        record_evidence(numerator=right, denominator=10, **counted)

    assert list(vendor.evidence.values_list("numerator", "denominator")) == [(9, 10)]
    assert Event.objects.filter(verb="evidence.recorded").count() == 2


def test_counting_again_months_later_leaves_the_evidence_in_its_month(noon):
    vendor = vendors.vendor()
    counted = {
        "vendor_id": vendor.pk,
        "program_id": programs.program().pk,
        "batch_ref": "B-1",
        "metric": EvidenceMetric.GOLD_ACCURACY,
        "denominator": 10,
    }

    record_evidence(numerator=8, on=dt.date(2026, 8, 20), **counted)
    record_evidence(numerator=9, on=dt.date(2026, 11, 2), **counted)

    august = by_criterion(month_lines(vendor, dt.date(2026, 8, 1)))[Criterion.QUALITY]
    november = by_criterion(month_lines(vendor, dt.date(2026, 11, 1)))[Criterion.QUALITY]
    assert (august.numerator, august.denominator) == (9, 10)
    assert november.reason == "empty"


def test_measures_of_a_program(noon):
    order = vendors.work_order()
    deliver(order, noon, "B-1")
    deliver(order, noon, "B-2", accepted=False)
    empty = programs.program()

    found = program_measures([order.program_id, empty.pk], on=noon.date())
    measures = {measure.metric: measure for measure in found[order.program_id]}

    assert (measures["acceptance"].value, measures["acceptance"].n) == (0.5, 200)
    assert (measures["on_time"].numerator, measures["on_time"].denominator) == (2, 2)
    assert (measures["unit_cost"].value, measures["spend"].value) == (pytest.approx(0.1), 10)
    assert [measure.value for measure in found[empty.pk]] == [None] * 4
    assert all(measure.reason for measure in found[empty.pk])


@pytest.mark.parametrize("count", [1, 3])
def test_measures_cost_the_same_for_one_program_and_three(noon, count, django_assert_num_queries):
    orders = [vendors.work_order() for _ in range(count)]
    for order in orders:
        deliver(order, noon, "B-1")

    ids = [order.program_id for order in orders]
    with django_assert_num_queries(3):
        program_measures(ids, on=timezone.now().date())
    with django_assert_num_queries(8):  # of a day that is over: months, and the days after them
        program_measures(ids, on=noon.date())


def test_accepted_units_by_day_are_what_the_ledger_says(noon):
    order = vendors.work_order()
    deliver(order, noon, "B-1")
    entry = order.ledger.get()
    reverse_entry(entry, reason="Wrong batch.", actor=None, at=noon + dt.timedelta(days=1))

    with pytest.raises(CannotReverse, match="reversal itself"):
        reverse_entry(order.ledger.get(units__lt=0), reason="Again.", actor=None, at=noon)

    assert accepted_units_by_day([order.program_id]) == {
        order.program_id: {noon.date(): 100, noon.date() + dt.timedelta(days=1): -100}
    }


def test_a_reversed_batch_may_come_again(noon):
    order = vendors.work_order(units=100)
    deliver(order, noon, "B-1")
    reverse_entry(order.ledger.get(), reason="Wrong batch.", actor=None, at=noon)

    again = deliver(order, noon, "B-1")

    assert (again.attempt, sum(order.ledger.values_list("units", flat=True))) == (2, 100)
