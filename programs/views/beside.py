"""What triage reads beside the answers of a request: criteria, files, a company's own questions, and its likes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dataops.accounts.models import User
from programs.forms.answers import Answer, own_answers
from programs.models import Criterion, DataRequest, RequestAttachment
from programs.reports.evidence import criteria_of
from programs.reports.similar import similar_to


@dataclass(frozen=True)
class Beside:
    own: Sequence[Answer]
    criteria: Sequence[Criterion]
    files: Sequence[RequestAttachment]
    similar: Sequence[DataRequest]


def beside(request: DataRequest, user: User) -> Beside:
    """All that a decision may rest on, and what may be asked already while it waits for one."""
    return Beside(
        own=own_answers(request),
        criteria=criteria_of(request),
        files=list(request.attachments.select_related("added_by")),
        similar=similar_to(request, user) if request.is_open else (),
    )


def in_words(request: DataRequest) -> str:
    """The company's own questions with their answers, for one cell of a file."""
    return "; ".join(f"{answer.label}: {answer.text}" for answer in own_answers(request) if answer.text)
