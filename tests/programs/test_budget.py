"""Money of a program: by category, earned value, bills that come twice, files that are wrong."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.audit.models import Event
from programs.models import CostEntry, Program
from programs.operations.budget import CannotBudget, add_budget_line
from programs.operations.cost import CannotEnter, enter_cost, reverse_cost, set_tolerance
from programs.reports.budget import budget_of, plan_points
from programs.reports.line import lines_of
from programs.rules.earned import EarnedValue, planned_share
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def manager():
    return accounts.user(role="administrator")


@pytest.fixture
def program(now, delivered):
    """Half of the time gone, 400 of 1,000 units accepted at 0.10 each, 200.00 set aside."""
    day = now.date()
    program = programs.program(
        starts_on=day - dt.timedelta(days=49), due_on=day + dt.timedelta(days=50), units_planned=1000
    )
    programs.budget_line(program, quantity=1000, unit_cost="0.20")
    delivered(program, [100, 0, 200, 100], at=now)
    return program


def bill(program, manager, now, **fields):
    said = {"category": "compute", "spent_on": now.date(), "amount": D("20.00"), "external_id": "INV-1"}
    return enter_cost(program, actor=manager, at=now, **said | fields)


def test_earned_value_of_the_textbook():
    """BAC 100,000, half planned, 40 % done for 60,000: the worked example of every course."""
    earned = EarnedValue(D(100_000), 100, 40, D("0.5"), D(60_000))

    assert (earned.pv, earned.ev, earned.cv, earned.sv) == (50_000, 40_000, -20_000, -10_000)
    assert (round(earned.cpi, 4), earned.spi) == (D("0.6667"), D("0.8"))
    assert [round(one) for one in (earned.eac, earned.eac_rest_as_planned, earned.eac_date_held)] == [
        150_000, 120_000, 172_500
    ]  # fmt: skip
    assert (round(earned.etc), round(earned.vac)) == (90_000, -50_000)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"bac": D(0)}, "No money is set aside"),
        ({"accepted": 0}, "No unit is accepted yet"),
        ({"ac": D(0)}, "Nothing was spent yet"),
        ({"ac": None, "why_no_ac": "Two moneys."}, "Two moneys."),
    ],
)
def test_what_cannot_be_known_has_a_reason_and_is_never_zero(given, why):
    said = {"bac": D(10), "planned": 10, "accepted": 5, "planned_share": D(1), "ac": D(5)}
    earned = EarnedValue(**said | given)

    assert (earned.eac, earned.vac, earned.etc) == (None, None, None)
    assert earned.why.startswith(why)


def test_the_plan_is_even_between_first_promises(program):
    day = program.starts_on
    programs.milestone(
        program, units=100, baseline_on=day + dt.timedelta(days=9), due_on=day + dt.timedelta(days=40)
    )
    points = plan_points(program)

    assert planned_share(points, on=day - dt.timedelta(days=5)) == 0
    assert planned_share(points, on=day + dt.timedelta(days=4)) == D("0.05")
    assert planned_share(points, on=day + dt.timedelta(days=9)) == D("0.1")
    assert planned_share(points, on=program.due_on) == planned_share(points, on=dt.date(2090, 1, 1)) == 1


def test_committed_accrued_invoiced_and_remaining_are_exact(program, manager, now):
    bill(program, manager, now)

    page = budget_of(program, on=now.date())

    labeling, compute = page.rows
    assert (labeling.planned, labeling.committed, labeling.accrued, labeling.remaining) == (200, 60, 40, 100)
    assert (compute.invoiced, compute.remaining) == (20, -20)
    assert page.earned.ac == 60
    assert page.earned.ev == 80
    assert page.moments[-1].ac == 60
    line = lines_of(Program.objects.filter(pk=program.pk), on=now.date())[0]
    assert (line.money.spent, line.money.ends) == (60, float(page.earned.eac))


def test_the_same_bill_twice_is_one_and_another_under_its_number_is_refused(program, manager, now):
    first, second = (bill(program, manager, now) for _ in range(2))

    assert first == second
    assert Event.objects.filter(verb="budget.cost_entered").count() == 1
    with pytest.raises(CannotEnter, match="known with other words"):
        bill(program, manager, now, amount=D(21))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": D(-1)}, "more than zero"),
        ({"amount": D("NaN")}, "more than zero"),
        ({"amount": D("1E+999")}, "below ten billion"),
        ({"amount": D("0.00001")}, "four decimals"),
        ({"currency": "EUR"}, "kept in USD, not in EUR"),
        ({"note": "=HYPERLINK(1)"}, "like a formula"),
        ({"spent_on": dt.date(2090, 1, 1)}, "has not come yet"),
        ({"spent_on": dt.date(1990, 1, 1)}, "too long ago"),
        ({"category": "lunch"}, "no category"),
    ],
)
def test_a_bill_that_cannot_be_is_explained(program, manager, now, fields, words):
    with pytest.raises(CannotEnter, match=words):
        bill(program, manager, now, **fields)

    assert not CostEntry.objects.exists()


def test_a_reversal_stays_beside_its_entry_and_happens_once(program, manager, now):
    entry = bill(program, manager, now)

    first, second = (reverse_cost(entry, reason="Twice.", actor=manager, at=now) for _ in range(2))

    assert first == second
    assert sum(row.amount for row in program.costs.all()) == 0
    with pytest.raises(CannotEnter, match="a reversal itself"):
        reverse_cost(first, reason="No.", actor=manager, at=now)


def test_tolerance_decides_between_green_amber_and_red(program, manager, now):
    bill(program, manager, now, amount=D("44.00"))  # 84 for what was planned at 80: 5 % over

    def kind():
        """On the page of the budget, and in the portfolio."""
        page = budget_of(Program.objects.get(pk=program.pk), on=now.date())
        (line,) = lines_of(Program.objects.filter(pk=program.pk), on=now.date())
        (cost,) = [one for one in line.status.standings if one.dimension == "cost"]
        assert (page.standing.kind, page.standing.word) == (cost.kind, cost.word)
        return cost.kind

    assert kind() == "ok"
    set_tolerance(program, amber=D("0.01"), red=D("0.10"), actor=manager)
    assert kind() == "warn"
    set_tolerance(program, amber=D("0.01"), red=D("0.02"), actor=manager)
    assert kind() == "bad"
    with pytest.raises(CannotEnter, match="Red begins"):
        set_tolerance(program, amber=D("0.2"), red=D("0.1"), actor=manager)


def test_a_period_that_ends_before_it_starts_is_refused(program, manager):
    day = dt.date(2026, 3, 1)
    with pytest.raises(CannotBudget, match="ends before it starts"):
        add_budget_line(
            program, category="review", quantity=1, unit_cost="1", starts_on=day, ends_on=dt.date(2026, 2, 1), actor=manager
        )  # fmt: skip


def send(client, program, text, **more):
    file = SimpleUploadedFile("costs.csv", text.encode() if isinstance(text, str) else text)
    return client.post(reverse("programs:cost-file", args=[program.code]), {"file": file} | more)


GOOD = "date,category,amount,note\n2026-01-05,compute,12.50,January\n2026-01-05,compute,12.50,January\n"


def test_a_file_is_seen_first_entered_whole_and_only_once(client, program, manager):
    client.force_login(manager)

    seen = send(client, program, GOOD)
    assert "What would be entered" in seen.content.decode()
    assert not CostEntry.objects.exists()
    address = reverse("programs:cost-file", args=[program.code])
    for _ in range(2):
        assert client.post(address, {"text": seen.context["form"].initial["text"]}).status_code == 302

    assert [row.amount for row in program.costs.all()] == [D("12.50"), D("12.50")]
    assert Event.objects.filter(verb="budget.costs_read").count() == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-01-05,compute,=1+1,", "“=1+1” is not an amount"),
        ("2026-01-05,compute,NaN,", "“NaN” is not an amount"),
        ("2026-01-05,compute,1e999,", "“1e999” is not an amount"),
        ("2026-01-05,compute,-5,", "more than zero"),
        ("2026-13-05,compute,5,", "“2026-13-05” is not a day"),
        ("2026-W01-1,compute,5,", "“2026-W01-1” is not a day"),
        ("2090-01-05,compute,5,", "has not come yet"),
        ("2026-01-05,lunch,5,", "is no category"),
        ("2026-01-05,compute,5,EUR", "kept in USD"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_entered(client, program, manager, row, words):
    client.force_login(manager)

    answer = send(client, program, f"date,category,amount,currency\n2026-01-05,compute,5,USD\n{row}\n")

    assert answer.status_code == 422
    (fault,) = answer.context["faults"]
    assert (fault.line, words in fault.sentence) == (3, True)
    assert not CostEntry.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a,b\n1,2\n", "Missing: date, category, amount"),
        (b"date,category,amount\n", "no line below it"),
        (b"date,category,amount,Amount\n2026-01-05,compute,1,900\n", "amount stands in the first line more"),
        (b'date,category,amount\n2026-01-05,"x,5\n', "cannot be read as CSV"),
        (b"x" * 600_000, "larger than 512 kB"),
    ],
)
def test_a_file_that_is_none_is_explained(client, program, manager, content, words):
    client.force_login(manager)

    answer = send(client, program, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_pages_say_why_there_is_nothing(client, manager, now):
    client.force_login(manager)
    empty = programs.program()

    text = client.get(reverse("programs:budget", args=[empty.code])).content.decode()

    assert "No money is set aside, so nothing can be earned of it." in text
    assert "No money is set aside" in text


def test_the_file_of_the_budget_has_the_rows_of_the_screen(client, program, manager):
    client.force_login(manager)

    lines = client.get(reverse("programs:budget", args=[program.code]), {"format": "csv"}).content.decode(
        "utf-8-sig"
    )

    assert [line.split(",")[0] for line in lines.splitlines()] == ["Category", "Labeling", "Together"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_same_number_of_questions(
    client, program, manager, count, django_assert_num_queries
):
    for place in range(count):
        programs.cost_entry(program, external_id=f"X-{place}")
        programs.milestone(program, units=100 * (place + 1))
    client.force_login(manager)

    with django_assert_num_queries(36):
        client.get(reverse("programs:budget", args=[program.code]))
    with django_assert_num_queries(11):
        client.get(reverse("programs:cost-list", args=[program.code]))


def test_tools_post_their_bills_once(program, manager, now):
    client = APIClient()
    client.force_authenticate(manager)
    address = f"/api/v1/programs/{program.code}"
    said = {
        "category": "storage",
        "spent_on": now.date().isoformat(),
        "amount": "3.25",
        "external_id": "s3-2026-01",
    }

    answers = [client.post(f"{address}/costs/", said, HTTP_IDEMPOTENCY_KEY="k1") for _ in range(2)]
    third = client.post(f"{address}/costs/", said)
    wrong = client.post(f"{address}/costs/", said | {"amount": "NaN", "external_id": "b"})
    known = client.post(f"{address}/costs/", said | {"amount": "4.00"})

    assert [one.status_code for one in (*answers, third, wrong, known)] == [201, 201, 201, 400, 409]
    assert CostEntry.objects.count() == 1
    back = client.post(f"{address}/costs/{third.json()['id']}/reverse/", {"reason": "Not ours."})
    assert back.json()["amount"] == "-3.2500"
    budget = client.post(f"{address}/budget/tolerance/", {"amber": "0.1", "red": "0.2"}).json()
    assert budget["earned"]["ev"] == "80.0000"
