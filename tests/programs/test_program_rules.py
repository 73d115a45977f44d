"""The status of a program, and whether a target is kept: no database, only figures."""

import datetime as dt
from decimal import Decimal

import pytest

from programs import rules
from programs.models import Program, ProgramForecast, Target
from programs.rules import Progress
from programs.sockets import Measure

ON = dt.date(2026, 3, 4)
DUE = dt.date(2026, 4, 1)


def program(**fields):
    return Program(
        **{"code": "PRG-1", "starts_on": dt.date(2026, 1, 1), "due_on": DUE, "state": "active"}
        | {"units_planned": 1000}
        | fields
    )


def forecast(p50, p85, reason=""):
    return ProgramForecast(computed_on=ON, p50_on=p50, p85_on=p85, remaining=500, reason=reason)


def stand(program_=None, *, forecast=None, accepted=500, targets=(), measures=None):
    return rules.status_of(
        program_ or program(),
        forecast=forecast,
        progress=Progress(accepted=accepted, planned=1000, per_week=100.0, needed_per_week=125.0),
        targets=targets,
        measures=measures or {},
        on=ON,
    )


def days(count):
    return DUE + dt.timedelta(days=count)


@pytest.mark.parametrize(
    ("p50", "p85", "key", "words"),
    [
        (days(1), days(9), "off_track", "1 day late"),
        (days(0), days(1), "at_risk", "1 day late"),
        (days(-9), None, "at_risk", "out of sight"),
        (days(-9), days(0), "on_track", "the day it is due"),
    ],
)
def test_the_dates_decide(p50, p85, key, words):
    status = stand(forecast=forecast(p50, p85))

    assert status.key == key
    assert words in status.reason
    assert status.causes[0].url == "/programs/PRG-1/#forecast"


def test_a_state_of_its_own_comes_before_the_rule():
    late = forecast(days(5), days(9))

    assert stand(program(state="delivered"), forecast=late).key == "delivered"
    assert stand(program(state="paused"), forecast=late).key == "paused"
    assert stand(program(starts_on=ON + dt.timedelta(days=1)), forecast=late).key == "planned"


def test_without_a_date_there_is_no_data_and_its_reason():
    status = stand(forecast=forecast(None, None, "too_few"))

    assert (status.key, status.reason) == ("no_data", "Too little data to say.")
    assert stand().reason == "No forecast has run yet."


def test_out_of_sight_is_off_track():
    assert stand(forecast=forecast(None, None, "beyond_horizon")).key == "off_track"


def test_a_due_date_that_passed_is_off_track_without_any_forecast():
    assert stand(program(due_on=ON - dt.timedelta(days=1))).key == "off_track"


def test_all_accepted_is_on_track():
    assert stand(accepted=1000).reason == "All 1,000 units are accepted."


def agreement(value, low, high):
    return Measure("agreement", "Agreement", value, low, high, n=50, unit="coefficient", url="/quality/")


def test_a_target_missed_beyond_doubt_is_a_risk_and_links_to_its_rows():
    target = Target(metric="agreement", value=Decimal("0.7"), tolerance=Decimal("0.05"))
    good = forecast(days(-20), days(-10))

    missed = stand(forecast=good, targets=[target], measures={"agreement": agreement(0.6, 0.55, 0.66)})
    unsure = stand(forecast=good, targets=[target], measures={"agreement": agreement(0.6, 0.55, 0.72)})

    assert (missed.key, missed.causes[0].url) == ("at_risk", "/quality/")
    assert unsure.key == "on_track"


@pytest.mark.parametrize(
    ("measured", "kind", "word"),
    [
        ((0.8, 0.75, 0.85), "ok", "Kept"),
        ((0.72, 0.65, 0.8), "ok", "Kept so far"),
        ((0.68, 0.6, 0.75), "idle", "Short so far"),
        ((0.66, 0.6, 0.68), "warn", "Missed"),
        ((0.5, 0.45, 0.55), "bad", "Missed"),
    ],
)
def test_a_target_is_judged_by_the_whole_interval(measured, kind, word):
    target = Target(metric="agreement", value=Decimal("0.7"), tolerance=Decimal("0.05"))

    kept = rules.judge(target, agreement(*measured), "USD")

    assert (kept.kind, kept.word) == (kind, word)
    assert kept.kind == "idle" or any(
        end in kept.reason for end in ("interval keeps it.", "interval misses it.", "holds both.")
    )


@pytest.mark.parametrize(("cost", "kind"), [(0.09, "ok"), (0.1, "ok"), (0.11, "bad")])
def test_for_a_cost_lower_is_better_and_it_is_exact(cost, kind):
    target = Target(metric="unit_cost", value=Decimal("0.1"), tolerance=Decimal(0))

    kept = rules.judge(target, Measure("unit_cost", "Cost", cost, unit="money"), "USD")

    assert kept.kind == kind
    assert "interval" not in kept.reason


def test_a_cost_is_told_in_the_currency_of_its_program():
    target = Target(metric="unit_cost", value=Decimal("0.1"), tolerance=Decimal(0))
    cost = Measure("unit_cost", "Cost", 0.25, unit="money")

    status = stand(
        program(currency="EUR"),
        forecast=forecast(days(-20), days(-10)),
        targets=[target],
        measures={"unit_cost": cost},
    )

    assert status.reason == "Cost per accepted unit is €0.25 against €0.10."


def test_what_nobody_measures_is_no_data():
    kept = rules.judge(Target(metric="agreement", value=Decimal("0.7")), None, "USD")

    assert (kept.word, kept.reason) == ("No data", "Nothing measures this yet.")
