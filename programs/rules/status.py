"""Where a program stands: by one dimension after the other, and by the worst of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from programs.choices import Dimension, ProgramState, Rag

# key → (shape, word)
LOOKS: dict[str, tuple[str, str]] = {
    Rag.OFF_TRACK: ("bad", "Off track"),
    Rag.AT_RISK: ("warn", "At risk"),
    Rag.ON_TRACK: ("ok", "On track"),
    Rag.NO_DATA: ("idle", "No data"),
    ProgramState.PLANNED: ("idle", "Planned"),
    ProgramState.PAUSED: ("hold", "On hold"),
    ProgramState.DELIVERED: ("done", "Delivered"),
}
WORST_FIRST = list(LOOKS)
TROUBLE = (Rag.OFF_TRACK, Rag.AT_RISK)
WHAT_FOLLOWS = re.compile(r"[:;] ")
COST_ONLY = "For reasons of cost."
NOT_SHOWN = "What it costs is not shown to you."
OVERALL = "overall"
RULE = (
    "Overall, a program stands where its worst dimension stands; one without data does not count, "
    "except that without a forecast nothing is on track."
)


@dataclass(frozen=True)
class Cause:
    """One fact behind a status, and the page of its rows."""

    text: str
    url: str
    is_money: bool = False

    @property
    def short(self) -> str:
        """What happened, without what it rests on: the part before a colon or semicolon that no quotation holds."""
        quoted, mark, plain = self.text.rpartition("”")
        return quoted + mark + WHAT_FOLLOWS.split(plain, maxsplit=1)[0].removesuffix(".")


@dataclass(frozen=True)
class Said:
    """What somebody reported against the rule: it counts while the rule still answers as it did then."""

    rag: str
    reason: str
    rule: str


@dataclass(frozen=True)
class Standing:
    """One dimension: a colour with its reason, and the figure behind it, which is higher when it is worse."""

    dimension: Dimension
    rule: str
    causes: tuple[Cause, ...]
    figure: float | None = None
    said: Said | None = None

    @property
    def key(self) -> str:
        return self.said.rag if self.said else self.rule

    @property
    def reason(self) -> str:
        return " ".join(cause.text for cause in self.causes)

    @property
    def kind(self) -> str:
        return LOOKS[self.key][0]

    @property
    def word(self) -> str:
        return LOOKS[self.key][1]

    @property
    def told(self) -> tuple[Cause, ...]:
        """Why it stands so; against the rule, with what the rule says."""
        return _told(self.said, self.causes, self.dimension.label) if self.said else self.causes

    def unsaid(self) -> Standing:
        return replace(self, said=None)


@dataclass(frozen=True)
class Status:
    """Where a program stands: a colour that the rule set, or the program's own state."""

    key: str
    reason: str
    causes: tuple[Cause, ...] = ()
    standings: tuple[Standing, ...] = ()
    said: Said | None = None

    @property
    def first_reason(self) -> str:
        """The first cause as it is written, and how many more stand on the program's page."""
        more = len(self.causes) - 1
        if more < 1:
            return self.reason
        return f"{self.causes[0].text} {more} more {'reason stands' if more == 1 else 'reasons stand'} on its page."

    @property
    def in_short(self) -> str:
        """The first cause of a trouble, and how many more there are; nothing where all is well."""
        if not self.needs_attention or not self.causes:
            return ""
        more = len(self.causes) - 1
        return f"{self.causes[0].short}{f', and {more} more' if more else ''}"

    @property
    def kind(self) -> str:
        return LOOKS[self.key][0]

    @property
    def word(self) -> str:
        return LOOKS[self.key][1]

    @property
    def of_dates(self) -> Status | Standing:
        """How its dates stand alone; where no rule judges them, how all of it does."""
        return next((one for one in self.standings if one.dimension == Dimension.SCHEDULE), self)

    @property
    def rank(self) -> int:
        return WORST_FIRST.index(self.key)

    @property
    def needs_attention(self) -> bool:
        return self.key in TROUBLE

    @property
    def rule_word(self) -> str:
        """What the rule says, where somebody reported otherwise."""
        return LOOKS[self.said.rule][1] if self.said else ""

    @property
    def rag(self) -> Rag:
        """In the four words of a weekly report."""
        return Rag(self.key) if self.key in Rag.values else Rag.NO_DATA

    def by_rule(self) -> Status:
        """As if nobody had reported otherwise."""
        return overall([standing.unsaid() for standing in self.standings]) if self.standings else self

    def without_money(self) -> Status:
        """The same answer for people who may not see what things cost."""
        standings = tuple(_without_money(one) for one in self.standings)
        causes = _free_of_money(self.causes)
        return replace(self, reason=_joined(causes) or self.reason, causes=causes, standings=standings)


def overall(standings: Sequence[Standing], said: Said | None = None) -> Status:
    """`RULE`, and what somebody reported against it while the rule still answers as it did then."""
    troubled = [one for one in standings if one.key in TROUBLE]
    troubled.sort(key=lambda one: WORST_FIRST.index(one.key))
    deciding = troubled or [one for one in standings if one.dimension == Dimension.SCHEDULE]
    key, causes = deciding[0].key, tuple(cause for one in deciding for cause in one.told)
    if said is not None and said.rule == key:
        return _status(said.rag, _told(said, causes, "It"), tuple(standings), said)
    return _status(key, causes, tuple(standings), None)


def with_said(standings: Sequence[Standing], said: Mapping[str, Said]) -> Status:
    """The status with everything that was reported against the rule, dimension by dimension and overall."""
    found = [
        replace(one, said=said[one.dimension])
        if one.dimension in said and said[one.dimension].rule == one.rule
        else one
        for one in standings
    ]
    return overall(found, said.get(OVERALL))


def _told(said: Said, causes: tuple[Cause, ...], subject: str) -> tuple[Cause, ...]:
    told = f"{subject} is reported as {LOOKS[said.rag][1].lower()}: {said.reason}"
    rule = f"By the rule it is {LOOKS[said.rule][1].lower()}:"
    url = causes[0].url if causes else ""
    return (Cause(f"{told} {rule}", url), *causes)


def _without_money(standing: Standing) -> Standing:
    """Where nothing is wrong, cost is no reason."""
    instead = COST_ONLY if standing.rule in TROUBLE else NOT_SHOWN
    return replace(standing, causes=_free_of_money(standing.causes, instead))


def _free_of_money(causes: tuple[Cause, ...], instead: str = COST_ONLY) -> tuple[Cause, ...]:
    kept = tuple(cause for cause in causes if not cause.is_money)
    return kept if kept or not causes else (Cause(instead, causes[0].url),)


def _joined(causes: Sequence[Cause]) -> str:
    return " ".join(cause.text for cause in causes)


def _status(
    key: str, causes: tuple[Cause, ...], standings: tuple[Standing, ...], said: Said | None
) -> Status:
    return Status(key, _joined(causes), causes, standings, said)
