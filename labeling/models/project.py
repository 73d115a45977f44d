from __future__ import annotations

from django.db import models

from dataops.base.models import Stamped
from dataops.base.walls import rows_where
from labeling.choices import ProjectState
from programs.models import DataRequest, Program

OF_MY_PROJECTS = "exists (select 1 from labeling_project p where p.id = project_id)"


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user) -> ProjectQuerySet:
        return self.filter(program__in=Program.objects.visible_to(user))

    def open(self) -> ProjectQuerySet:
        return self.filter(state=ProjectState.OPEN)


class Project(Stamped):
    """One labeling question asked of one dataset, for one program."""

    portal = rows_where(
        "exists (select 1 from vendors_workorder o"
        " where o.program_id = labeling_project.program_id and o.vendor_id = {vendor})"
    )

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="projects")
    request = models.ForeignKey(DataRequest, null=True, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    judgements_per_item = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ProjectState, default=ProjectState.OPEN)

    objects = ProjectQuerySet.as_manager()

    def __str__(self):
        return self.name

    def latest_schema(self) -> LabelSchema | None:
        return self.schemas.exclude(published_at=None).order_by("-number").first()

    def latest_guideline(self):
        return self.guidelines.exclude(published_at=None).order_by("-number").first()


class LabelSchema(Stamped):
    """The question and its possible answers, by version. A published version never changes.

    `choices` is a list of `{"code": int, "name": str, "hint": str}`; codes are the numbers that
    annotations store, and the order is the order of the keys 1 to 9.
    """

    portal = rows_where(OF_MY_PROJECTS)

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="schemas")
    number = models.PositiveIntegerField()
    question = models.CharField(max_length=200)
    choices = models.JSONField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="schema_number_once")]

    def __str__(self):
        return f"schema {self.number} of {self.project_id}"

    @property
    def trail_name(self) -> str:
        return f"version {self.number}"

    def codes_by_text(self) -> dict[str, int]:
        """Every way a file may write a label: by its name or, where no name says otherwise, by its code."""
        by_code = {str(choice["code"]): choice["code"] for choice in self.choices}
        return by_code | {choice["name"]: choice["code"] for choice in self.choices}

    def has_code(self, code: int) -> bool:
        return any(choice["code"] == code for choice in self.choices)

    def name_of(self, code: int) -> str:
        return next((choice["name"] for choice in self.choices if choice["code"] == code), str(code))
