"""`manage.py sampling_plan` answers from its arguments alone; these tests have no database either."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def answer(line: str) -> str:
    out = StringIO()
    call_command("sampling_plan", *line.split(), stdout=out)
    return out.getvalue()


def found(line: str) -> dict:
    return json.loads(answer(f"{line} --json"))


def test_two_points_give_a_plan_with_its_risks() -> None:
    plan = found("--aql 0.01 --alpha 0.05 --ltpd 0.05 --beta 0.10")

    assert (plan["n"], plan["c"], plan["r"], plan["method"]) == (132, 3, 4, "binomial")
    assert (plan["producer_risk"], plan["consumer_risk"]) == pytest.approx((0.0443, 0.0992), abs=5e-5)
    assert [point["name"] for point in plan["oc"]] == ["AQL", None, None, None, "LTPD"]
    assert (plan["aoql"], plan["aoql_reason"]) == (None, "no_lot")


def test_per_cent_may_be_written_as_such_and_the_risks_have_defaults() -> None:
    assert found("--aql 1% --ltpd 5%") == found("--aql 0.01 --ltpd 0.05 --alpha 0.05 --beta 0.1")


def test_a_lot_few_enough_to_count_takes_fewer_checks() -> None:
    plan = found("--aql 0.01 --ltpd 0.05 --lot-size 500")

    assert (plan["n"], plan["c"], plan["method"]) == (123, 3, "hypergeometric")
    assert plan["producer_risk"] <= 0.05
    assert plan["consumer_risk"] <= 0.10
    assert 0.01 < plan["aoql"] < 0.05


def test_a_lot_of_a_billion_takes_no_longer_and_is_as_one_without_end() -> None:
    plan = found("--aql 0.01 --ltpd 0.05 --lot-size 1000000000")

    assert (plan["n"], plan["c"]) == (132, 3)
    assert plan["aoql"] == pytest.approx(0.0147187, abs=1e-6)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--aql 0.05 --ltpd 0.01", "Expected --ltpd, which must not pass, above --aql"),
        ("--aql 0.01 --ltpd 0.05 --alpha 2", "Expected --alpha, a risk, between 0 and 1"),
        ("--aql 0.01 --ltpd 0.05 --beta nan", "Expected --beta, a risk, between 0 and 1"),
        ("--aql 0.01 --ltpd 0.05 --alpha 0.6 --beta 0.5", "--alpha and --beta together below 1"),
        (f"--aql 0.01 --ltpd 0.05 --lot-size {10**400}", "Expected lot as a whole number from 1 to"),
    ],
)
def test_a_refusal_speaks_of_what_was_typed(line: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        answer(line)


def test_the_tables_give_a_plan_by_lot_size_and_aql() -> None:
    plan = found("--lot-size 2000 --aql 0.65 --level II --severity normal")

    assert (plan["n"], plan["c"], plan["r"], plan["code_letter"]) == (125, 2, 3, "K")


def test_level_and_severity_matter() -> None:
    assert (found("--lot-size 2000 --aql 1.0 --level S-1")["code_letter"]) == "C"
    assert (found("--lot-size 2000 --aql 1.0 --level III")["n"]) == 200
    reduced = found("--lot-size 2000 --aql 1.0 --severity reduced")
    assert (reduced["n"], reduced["c"], reduced["r"]) == (50, 1, 4)


def test_defects_per_hundred_items_have_no_share_that_leaves() -> None:
    plan = found("--lot-size 500 --aql 40")

    assert (plan["method"], plan["aoql"], plan["aoql_reason"]) == ("poisson", None, "counts_defects")


def test_the_table_speaks_to_a_manager() -> None:
    page = answer("--aql 0.01 --ltpd 0.05")

    assert "Check 132 items of each lot, drawn at random." in page
    assert "Accept the lot with 3 or fewer defective, reject it with 4 or more." in page
    assert "     1.00%  AQL               95.6%" in page
    assert "return to normal inspection" in answer("--lot-size 2000 --aql 1.0 --severity reduced")
    assert "after 10 lots accepted in a row" in answer("--lot-size 2000 --aql 1.0 --severity reduced")
    assert "in a row" not in answer("--lot-size 2000 --aql 1.0")
    assert "(the whole lot)" in answer("--lot-size 5 --aql 1.0")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--aql 1.0", "Give --ltpd for a plan from two points, or --lot-size"),
        ("--aql 3 --ltpd 5", "Expected --aql as a share between 0 and 1"),
        ("--aql much --ltpd 0.05", "Expected --aql as a share between 0 and 1"),
        ("--aql 0.01 --ltpd 0.05 --level II", "--level cannot be used with --ltpd"),
        ("--aql 1.0 --lot-size 500 --alpha 0.05", "--alpha cannot be used with a plan from the tables"),
        ("--aql 3.0 --lot-size 500", "Expected an AQL of the table"),
        ("--aql 1.0 --lot-size 1", "Expected a lot of at least 2 items"),
    ],
)
def test_what_makes_no_plan_is_one_sentence(line: str, sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        answer(line)

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_lot_too_small_to_be_one_per_cent_defective_says_so() -> None:
    for line in ("--lot-size 20 --aql 1", "--lot-size 20 --aql 1% --ltpd 20%"):
        assert "One item of 20 is already 5.00%" in answer(line)
    assert "is already" not in answer("--lot-size 500 --aql 1")


def test_defects_are_counted_by_the_hundred_and_defectives_in_per_cent() -> None:
    page = answer("--lot-size 500 --aql 25")

    assert "Defects per 100 items" in page
    assert "25.00  AQL" in page
    assert "1.00%  AQL" in answer("--lot-size 500 --aql 1")
