"""What came of requests, for who leads: verdict, metric, satisfaction; and satisfaction by team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dataops.stats.intervals import wilson
from dataops.web.templatetags.formats import share
from programs.models import DataRequest, MetricAfter, RequesterVerdict, Satisfaction
from programs.rules.moved import Moved, moved

ENOUGH, CONTENT = 5, 4
NO_TEAM = "No team said"
HEAD = (
    *("request", "title", "team", "requester", "program", "accepted", "judged (UTC)", "reason"),
    *("metric", "before", "wanted", "after", "items", "model release", "measured on", "moved"),
    *("answers", "mean satisfaction"),
)


@dataclass(frozen=True)
class Outcome:
    request: DataRequest
    verdict: RequesterVerdict
    after: MetricAfter | None
    moved: Moved | None
    scores: list[int]

    @property
    def mean(self) -> float | None:
        return sum(self.scores) / len(self.scores) if self.scores else None


@dataclass(frozen=True)
class Came:
    """What a request brought so far: nothing before its verdict, and no move before the metric is measured again."""

    request: DataRequest
    verdict: RequesterVerdict | None
    moved: Moved | None


@dataclass(frozen=True)
class TeamSatisfaction:
    """The share of answers of 4 or 5, with its interval; with few answers, none."""

    team: str
    n: int
    content: int
    share: str
    between: str
    url: str = ""


def seen_outcomes(requests: QuerySet[DataRequest]) -> QuerySet[DataRequest]:
    judged = requests.filter(verdict__isnull=False)
    return judged.select_related("requester", "program", "verdict", "after").prefetch_related("satisfaction")


def outcome_of(request: DataRequest) -> Outcome:
    after: MetricAfter | None = getattr(request, "after", None)
    scores = [one.score for one in request.satisfaction.all()]
    return Outcome(request, request.verdict, after, moved(request, after) if after else None, scores)


def what_came(requests: QuerySet[DataRequest]) -> list[Came]:
    """In one query, in the order in which they were asked."""
    found = requests.select_related("verdict__decided_by", "after").order_by("pk")
    return [_came(one, getattr(one, "after", None)) for one in found]


def _came(request: DataRequest, after: MetricAfter | None) -> Came:
    return Came(request, getattr(request, "verdict", None), moved(request, after) if after else None)


def row_of(request: DataRequest) -> list[Any]:
    found = outcome_of(request)
    after = found.after
    measured = [after.value, after.items, after.model_release, after.measured_on] if after else [None] * 4
    return [
        *(request.number, request.title, request.team, request.requester.name, request.program.code),
        *(found.verdict.is_accepted, found.verdict.decided_at, found.verdict.reason),
        *(request.metric_name, request.metric_now, request.metric_wanted, *measured),
        *(found.moved.word if found.moved else "No data", len(found.scores), found.mean),
    ]


def satisfaction_of(requests: QuerySet[DataRequest]) -> list[TeamSatisfaction]:
    """By the team that asked: how many answered, and which share was content."""
    answers = Satisfaction.objects.filter(request__in=requests.order_by().values("pk"))
    by_team: dict[str, list[int]] = defaultdict(list)
    for team, score in answers.values_list("request__team", "score"):
        by_team[team].append(score)
    return [_of(team, scores) for team, scores in sorted(by_team.items(), key=lambda item: item[0] or "~")]


def _of(team: str, scores: Iterable[int]) -> TeamSatisfaction:
    given = list(scores)
    content = sum(score >= CONTENT for score in given)
    name = team or NO_TEAM
    if len(given) < ENOUGH:
        return TeamSatisfaction(name, len(given), content, "", f"Too few: {ENOUGH} answers say something")
    found = wilson(content, len(given))
    between = f"{share(found.ci_low)} to {share(found.ci_high)}"
    return TeamSatisfaction(name, len(given), content, share(found.estimate), between)
