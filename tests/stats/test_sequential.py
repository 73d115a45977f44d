"""The sequential test does exactly what its recursion says."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataops.stats.sampling import Plan, single_plan
from dataops.stats.sequential import SequentialPlan, sequential_plan


def every_sequence(plan: SequentialPlan, share: float) -> tuple[float, float]:
    """Acceptance and mean number of checks by going through all sequences of right and wrong."""
    accepted = checks = 0.0
    for sequence in product((0, 1), repeat=plan.largest):
        chance = share ** sum(sequence) * (1 - share) ** (plan.largest - sum(sequence))
        end = next(m for m in range(1, plan.largest + 1) if plan.verdict(m, sum(sequence[:m])) != "continue")
        checks += chance * end
        accepted += chance * (plan.verdict(end, sum(sequence[:end])) == "accept")
    return accepted, checks


@pytest.mark.parametrize("share", [0.0, 0.1, 0.35, 0.6, 1.0])
def test_recursion_agrees_with_every_possible_sequence(share: float) -> None:
    plan = sequential_plan(0.1, 0.5, alpha=0.2, beta=0.2, largest=11)

    found = plan.performance(share)

    assert (found.accepted, found.mean_checks) == pytest.approx(every_sequence(plan, share))


def test_close_to_wald_s_approximation_where_truncation_does_not_matter() -> None:
    """Wald (1947), sections 3.4 and 5.5: acceptance and mean number at the slope itself, excess neglected."""
    plan = sequential_plan(0.01, 0.012, largest=200_000)
    h1, h2, s = plan.accept_below, plan.reject_above, plan.slope

    found = plan.performance(s)

    assert found.accepted == pytest.approx(h2 / (h1 + h2), abs=0.02)
    assert found.mean_checks == pytest.approx(h1 * h2 / (s * (1 - s)), rel=0.03)


@given(st.floats(0.005, 0.05), st.floats(3, 8))
def test_it_keeps_both_risks_nearly_and_takes_fewer_checks(good: float, ratio: float) -> None:
    bad = min(0.5, good * ratio)
    single, plan = single_plan(good, bad), sequential_plan(good, bad)

    at_good, at_bad = plan.performance(good), plan.performance(bad)

    assert at_good.accepted >= 0.95
    assert at_bad.accepted <= 0.11
    assert max(at_good.mean_checks, at_bad.mean_checks) < single.size
    assert plan.largest == 3 * single.size


@settings(max_examples=15)
@given(st.floats(0.005, 0.05), st.floats(3, 8))
def test_worse_lots_are_accepted_less_often(good: float, ratio: float) -> None:
    plan = sequential_plan(good, min(0.5, good * ratio))

    curve = [plan.performance(share / 20).accepted for share in range(21)]

    assert all(worse <= better + 1e-12 for better, worse in pairwise(curve))


def test_the_last_check_decides_in_any_case() -> None:
    plan = sequential_plan(0.01, 0.06, largest=60)

    assert {plan.verdict(60, defects) for defects in range(61)} == {"accept", "reject"}
    assert plan.verdict(1, 0) == "continue"
    assert plan.performance(0.03).undecided > 0.3


def test_a_test_of_one_check_is_a_plan_of_one_check() -> None:
    assert sequential_plan(0.1, 0.6, largest=1).performance(0.3).accepted == Plan(1, 0).acceptance(0.3)


def test_what_no_test_can_mean_is_refused() -> None:
    for refused in (
        lambda: sequential_plan(0.1, 0.05),
        lambda: sequential_plan(0.01, 0.05, alpha=0.6, beta=0.5),
        lambda: sequential_plan(0.01, 0.05, largest=0),
        lambda: sequential_plan(0.01, 0.05).verdict(3, 4),
        lambda: sequential_plan(0.01, 0.05).performance(2.0),
    ):
        with pytest.raises(ValueError, match="Expected"):
            refused()
