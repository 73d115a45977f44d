from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count

from django.db import connection, transaction
from django.db.models import Max
from django.utils.text import slugify

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from labeling import rules
from labeling.choices import ProjectState
from labeling.models import Guideline, LabelSchema, Project
from programs.models import DataRequest, Program

Choice = dict[str, object]


class CannotOpen(Refused):
    pass


class CannotPublish(Refused):
    pass


class CannotClose(Refused):
    pass


@transaction.atomic
def open_project(
    program: Program,
    *,
    name: str,
    question: str,
    choices: Sequence[Choice | str],
    judgements_per_item: int = 1,
    request: DataRequest | None = None,
    guideline: str = "",
    actor: User | None,
    at: datetime,
) -> Project:
    """A labeling question for a program, with its first schema and its first guideline published."""
    if request is not None and request.program_id != program.pk:
        raise CannotOpen(f"Request {request.number} was not accepted into {program.code}.")
    project = Project.objects.create(
        program=program,
        request=request,
        name=name,
        slug=_free_slug(name),
        judgements_per_item=judgements_per_item,
        state=ProjectState.OPEN,
    )
    record("project.opened", project, actor=actor, question=question)
    publish_schema(project, question=question, choices=choices, actor=actor, at=at)
    body = guideline.strip() or f"# {question}\n\nChoose the answer that fits best."
    publish_guideline(project, body=body, change_note="First version", actor=actor, at=at)
    return project


def _free_slug(name: str) -> str:
    """Two projects of one name differ by a number; the lock keeps two at once apart."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('labeling.project_slug'))")
    stem = slugify(name)[:40] or "project"
    taken = set(Project.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    tries = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)


@transaction.atomic
def publish_schema(
    project: Project, *, question: str, choices: Sequence[Choice | str], actor: User | None, at: datetime
) -> LabelSchema:
    """The next version of the question and its answers. The same as the last one is the last one."""
    Project.objects.select_for_update().get(pk=project.pk)
    last = project.latest_schema()
    numbered = _numbered(choices, project.schemas.order_by("number"))
    if not (verdict := rules.are_choices(numbered)):
        raise CannotPublish(verdict.reason)
    if last is not None and (last.question, last.choices) == (question, numbered):
        return last
    schema = LabelSchema.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        question=question,
        choices=numbered,
        published_at=at,
    )
    record("schema.published", schema, actor=actor, project=project.slug, number=schema.number)
    return schema


def _numbered(choices: Sequence[Choice | str], versions: Iterable[LabelSchema]) -> list[Choice]:
    """A name keeps its code through all versions, and no other name is given it: labels of two can be compared."""
    known = {choice["name"]: choice["code"] for version in versions for choice in version.choices}
    given = [{"name": choice} if isinstance(choice, str) else choice for choice in choices]
    codes = [choice.get("code", known.get(choice["name"])) for choice in given]
    fresh = count(
        max([int(str(code)) for code in [*known.values(), *codes] if code is not None], default=-1) + 1
    )
    return [
        {
            "code": next(fresh) if code is None else code,
            "name": str(choice["name"]).strip(),
            "hint": choice.get("hint", ""),
        }
        for choice, code in zip(given, codes, strict=True)
    ]


@transaction.atomic
def publish_guideline(
    project: Project, *, body: str, change_note: str, actor: User | None, at: datetime
) -> Guideline:
    """The next version of how to answer. The same text as the last version is the last version."""
    Project.objects.select_for_update().get(pk=project.pk)
    last = project.latest_guideline()
    if last is not None and last.body == body:
        return last
    if not body.strip():
        raise CannotPublish("A guideline needs at least a sentence.")
    number = project.guidelines.aggregate(last=Max("number"))["last"] or 0
    guideline = Guideline.objects.create(
        project=project,
        number=number + 1,
        body=body,
        change_note=change_note,
        published_at=at,
        published_by=actor,
    )
    record("guideline.published", guideline, actor=actor, project=project.slug, number=guideline.number)
    return guideline


@transaction.atomic
def close_project(project: Project, *, actor: User | None) -> None:
    """No more work is handed out, and nothing is out. Twice changes nothing."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.state == ProjectState.CLOSED:
        return
    if not (verdict := rules.can_close(project)):
        raise CannotClose(verdict.reason)
    project.state = ProjectState.CLOSED
    project.save(update_fields=["state", "updated_at"])
    record("project.closed", project, actor=actor)
