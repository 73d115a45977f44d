"""The RAID log: what is written down, how a score goes, and how an entry ends."""

import datetime as dt

import pytest

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from programs.choices import Trend
from programs.models import RaidItem, RiskScore
from programs.operations import raid
from programs.operations.admission import admit
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db

RISK = {
    "statement": "The ramp stalls at 20 raters",
    "category": "capacity",
    "likelihood": 4,
    "impact": 4,
    "treatment": "mitigate",
    "next_step": "Four more from Tessera",
}


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def raised(program, today, **fields):
    words = RISK | {"owner": program.manager} | fields
    return raid.raise_item(program, "risk", actor=program.manager, on=today, **words)


def trend(item):
    return RaidItem.objects.with_trend().get(pk=item.pk).trend


def reviewed(item, likelihood, impact, on):
    return raid.review_item(
        item,
        next_step="Look again",
        review_on=on + dt.timedelta(days=14),
        likelihood=likelihood,
        impact=impact,
        actor=item.owner,
        on=on,
    )


def test_the_same_risk_twice_is_one(today):
    program = programs.program()

    first, second = raised(program, today), raised(program, today)

    assert first == second
    assert (first.level.label, trend(first)) == ("extreme", Trend.NEW)
    assert RiskScore.objects.count() == 1
    assert verbs() == ["risk.raised"]


def test_a_known_risk_with_other_words_is_refused_and_not_forgotten(today):
    program = programs.program()
    raised(program, today)

    for other in ({"next_step": "Call them"}, {"impact": 1}):
        with pytest.raises(raid.CannotLog, match="in the log already"):
            raised(program, today, **other)

    assert RiskScore.objects.count() == 1
    assert verbs() == ["risk.raised"]


def test_the_trend_is_that_of_the_last_two_reviews(today):
    item, week = raised(programs.program(), today), dt.timedelta(days=7)

    seen = []
    for number, (likelihood, impact) in enumerate([(4, 5), (4, 5), (5, 4), (2, 4)], start=1):
        reviewed(item, likelihood, impact, today + number * week)
        seen.append(trend(item))

    assert seen == [Trend.RISING, Trend.STEADY, Trend.STEADY, Trend.FALLING]


def test_correcting_a_score_on_the_same_day_is_no_trend(today):
    item = raised(programs.program(), today)

    for _ in range(2):
        reviewed(item, 2, 2, today)

    assert trend(item) == Trend.NEW
    assert verbs() == ["risk.raised", "risk.reviewed"]


def test_a_review_that_has_not_come_is_asked_for_a_day_ahead(today):
    item = raised(programs.program(), today)

    with pytest.raises(raid.CannotLog, match="lies ahead"):
        raid.review_item(
            item, next_step="", review_on=today, likelihood=1, impact=1, actor=item.owner, on=today
        )

    assert RaidItem.objects.get().likelihood == 4


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"treatment": "accept"}, "until which day"),
        ({"accepted_until": dt.date(2026, 5, 1)}, "Only a risk that is accepted"),
        ({"residual_impact": 2}, "needs both"),
        ({"likelihood": None}, "Score the risk"),
        ({"statement": " "}, "what it is about"),
    ],
)
def test_a_risk_that_does_not_fit_together_is_refused(fields, because, today):
    with pytest.raises(raid.CannotLog, match=because):
        raised(programs.program(), today, **fields)

    assert RaidItem.objects.count() == 0
    assert verbs() == []


def test_only_people_of_the_program_own_its_entries(today):
    program, stranger = programs.program(), accounts.user(Role.REVIEWER, name="Stranger")

    with pytest.raises(raid.CannotLog, match="Stranger is not on"):
        raised(program, today, owner=stranger)
    admit(program, stranger, actor=program.manager)

    assert raised(program, today, owner=stranger).owner == stranger


def test_a_dependency_has_a_day_and_another_side(today):
    program = programs.program()
    words = {"statement": "Sign-off", "category": "compliance", "owner": program.manager}
    foreign = programs.milestone()

    with pytest.raises(raid.CannotLog, match="other side"):
        raid.raise_item(program, "dependency", need_by=today, actor=program.manager, on=today, **words)
    words |= {"direction": "inward", "counterparty": "Legal"}
    with pytest.raises(raid.CannotLog, match="by which day"):
        raid.raise_item(program, "dependency", actor=program.manager, on=today, **words)
    with pytest.raises(raid.CannotLog, match="another program"):
        raid.raise_item(
            program, "dependency", need_by=today, milestone=foreign, actor=program.manager, on=today, **words
        )

    assert RaidItem.objects.count() == 0


def test_an_issue_has_no_score(today):
    program = programs.program()
    issue = programs.raid_item(program, kind="issue")

    with pytest.raises(raid.CannotLog, match="Only a risk has a score"):
        raid.review_item(
            issue, next_step="", review_on=None, likelihood=3, impact=3, actor=program.manager, on=today
        )
    with pytest.raises(TypeError, match="treatment"):
        raid.change_item(issue, treatment="avoid", actor=program.manager)

    assert verbs() == []


def test_a_risk_that_happens_becomes_one_issue(today):
    item = raised(programs.program(), today)

    issues = [
        raid.turn_into_issue(item, next_step="Call Tessera", actor=item.owner, on=today) for _ in range(2)
    ]

    item.refresh_from_db()
    assert issues[0] == issues[1]
    assert (issues[0].kind, issues[0].came_from, issues[0].statement) == ("issue", item, item.statement)
    assert (item.state, item.closed_reason) == ("closed", "It happened and is an issue now.")
    assert verbs() == ["risk.raised", "risk.closed", "issue.raised"]
    with pytest.raises(raid.CannotLog, match="Only a risk"):
        raid.turn_into_issue(issues[0], next_step="Again", actor=item.owner, on=today)


def test_closing_takes_a_reason_and_happens_once(today):
    item = raised(programs.program(), today)

    with pytest.raises(raid.CannotLog, match="why it is closed"):
        raid.close_item(item, reason=" ", actor=item.owner, on=today)
    for _ in range(2):
        raid.close_item(item, reason="Ramp is complete.", actor=item.owner, on=today)

    assert verbs() == ["risk.raised", "risk.closed"]
    with pytest.raises(raid.CannotLog, match="It is closed: Ramp is complete"):
        raid.change_item(item, statement="Otherwise", actor=item.owner)


def test_the_second_writer_is_told(today):
    item = raised(programs.program(), today)
    raid.change_item(item, statement="Theirs", version=1, actor=item.owner)

    with pytest.raises(ChangedMeanwhile):
        raid.change_item(item, statement="Mine", version=1, actor=item.owner)

    assert RaidItem.objects.get().statement == "Theirs"
