from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_sight
from vendors import rules
from vendors.choices import ScorecardState
from vendors.models import Scorecard, ScorecardLine, Vendor
from vendors.reports.scorecard import Line, month_lines, month_of, score_of

READ_AGAIN = "This scorecard was corrected after you opened it. Read its numbers again: what you wrote is still in the form."
ANSWERED = (
    "This scorecard was answered after you opened it. Read that answer first: what you wrote is still in the form, "
    "and sending it now replaces the other answer."
)


class CannotPublishScorecard(Refused):
    pass


class CannotRespond(Refused):
    pass


class CannotSettle(Refused):
    pass


@transaction.atomic
def compute_scorecard(vendor: Vendor, month_on: date, *, at: datetime) -> Scorecard:
    """Count the vendor's month anew. A published scorecard stays as it is; the same numbers change nothing."""
    card, is_new = Scorecard.objects.select_for_update().get_or_create(
        vendor=vendor, month_on=month_of(month_on), defaults={"computed_at": at}
    )
    if card.state != ScorecardState.COMPUTED:
        return card
    lines = month_lines(vendor, card.month_on)
    if is_new or _has_moved(card, lines):
        _write(card, lines, at=at)
        record("scorecard.computed", card, actor=None, month=str(card.month_on), score=rounded(card.score))
    return card


def _write(card: Scorecard, lines: list[Line], *, at: datetime) -> None:
    card.lines.all().delete()
    ScorecardLine.objects.bulk_create(
        ScorecardLine(vendor_id=card.vendor_id, scorecard=card, **asdict(line)) for line in lines
    )
    card.score, card.computed_at = score_of(lines), at
    card.save(update_fields=["score", "computed_at", "updated_at"])


def rounded(score: float | None) -> float | None:
    """For reading in the trail; the card keeps every digit."""
    return None if score is None else round(score, 1)


def _has_moved(card: Scorecard, lines: list[Line]) -> bool:
    before = {line.criterion: line for line in card.lines.all()}
    return any(
        line.criterion not in before or getattr(before[line.criterion], field) != value
        for line in lines
        for field, value in asdict(line).items()
    )


@transaction.atomic
def publish_scorecard(card: Scorecard, *, actor: User | None, at: datetime) -> Scorecard:
    """Show the vendor its month and freeze the numbers. Publishing twice changes nothing."""
    card = Scorecard.objects.select_for_update().get(pk=card.pk)
    if card.published_at is not None:
        return card
    if not (verdict := rules.can_publish(card, on=at.date())):
        raise CannotPublishScorecard(verdict.reason)
    card.state, card.published_at = ScorecardState.PUBLISHED, at
    card.save(update_fields=["state", "published_at", "updated_at"])
    record("scorecard.published", card, actor=actor, month=str(card.month_on), score=rounded(card.score))
    return card


@transaction.atomic
def respond(
    card: Scorecard,
    *,
    is_agreed: bool,
    response: str = "",
    version: int | None = None,
    actor: User | None,
    at: datetime,
) -> Scorecard:
    """The vendor's word on its scorecard, upon the `version` it read. A dispute says what is wrong and may later end in agreement.
    The same word twice changes nothing."""
    card = Scorecard.objects.select_for_update().get(pk=card.pk)
    word = ScorecardState.AGREED if is_agreed else ScorecardState.DISPUTED
    if card.state == word and (is_agreed or card.response == response.strip()):
        return card
    if not (verdict := rules.can_respond(card)):
        raise CannotRespond(verdict.reason)
    if not is_agreed and not response.strip():
        raise CannotRespond("Say which number is wrong and what it should be.")
    check_sight(
        card, version, card.version, ANSWERED if card.state == ScorecardState.DISPUTED else READ_AGAIN
    )
    card.state, card.response, card.responded_at = word, response.strip(), at
    card.version += 1
    card.save(update_fields=["state", "response", "responded_at", "version", "updated_at"])
    record(f"scorecard.{word}", card, actor=actor, response=card.response)
    return card


@transaction.atomic
def settle(
    card: Scorecard,
    *,
    is_corrected: bool,
    reply: str,
    version: int | None = None,
    actor: User | None,
    at: datetime,
) -> Scorecard:
    """Our answer to the dispute that was read at `version`: the numbers stand and it is closed, or the month is counted
    anew and published as the next edition, which the vendor answers again. The same answer twice changes nothing.
    """
    card = Scorecard.objects.select_for_update().select_related("vendor").get(pk=card.pk)
    reply = reply.strip()
    given = ScorecardState.PUBLISHED if is_corrected else ScorecardState.SETTLED
    if card.replied_at is not None and (card.state, card.reply) == (given, reply):
        return card
    if not (verdict := rules.can_settle(card)):
        raise CannotSettle(verdict.reason)
    if not reply:
        raise CannotSettle("Say why the numbers stand, or what was corrected.")
    check_sight(card, version, card.version, ANSWERED)
    before = rounded(card.score)
    if is_corrected:
        _correct(card, at=at)
    card.state, card.reply, card.replied_at = given, reply, at
    card.version += 1
    card.save(
        update_fields=["state", "reply", "replied_at", "version", "edition", "published_at", "updated_at"]
    )
    verb = "scorecard.corrected" if is_corrected else "scorecard.settled"
    record(verb, card, actor=actor, reply=reply, before=before, score=rounded(card.score))
    return card


def _correct(card: Scorecard, *, at: datetime) -> None:
    """What was mended since shows in the count; the trail keeps the numbers that were there."""
    lines = month_lines(card.vendor, card.month_on)
    if not _has_moved(card, lines):
        raise CannotSettle(
            "Counted anew the numbers are the same. Mend what they are counted from, or close the dispute with a reason."
        )
    _write(card, lines, at=at)
    card.edition, card.published_at = card.edition + 1, at
