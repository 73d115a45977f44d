from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user

from dataops.web.views.base import ActionView, Guarded, ListPage, OperationView, Page
from dataops.web.views.once import Once
from labeling import rules
from labeling.filters import ProjectFilter
from labeling.forms import ProjectForm
from labeling.models import Dataset, Project
from labeling.operations import project as projects
from labeling.reports.progress import pace_of_projects, progress_of_batches, progress_of_projects
from programs import permissions
from programs.choices import RequestState
from programs.models import DataRequest, Program

BATCHES_SHOWN = 25


class InProject(Guarded):
    """A page inside one project; rights on it are held on its program."""

    permission = permissions.SEE_LABELING

    def load(self, *, project, **kwargs):
        mine = Project.objects.visible_to(self.request.user).select_related("program")
        self.project = get_object_or_404(mine, slug=project)

    def permission_object(self):
        return self.project.program

    def may_manage(self):
        return self.may(permissions.MANAGE_LABELING, self.project.program)

    def get_context_data(self, **kwargs):
        shared = {"project": self.project, "may_manage": self.may_manage()}
        return super().get_context_data(**kwargs | shared)

    def get_success_url(self):
        return reverse("labeling:project-detail", args=[self.project.slug])


class ProjectForms(InProject, OperationView):
    """A form inside a project: one page for all, with its title and its verb. Some need a dataset first."""

    permission = permissions.MANAGE_LABELING
    template_name = "labeling/form_page.html"
    title, verb, lead = "", "", ""
    needs_dataset = False

    def get_context_data(self, **kwargs):
        has_none = self.needs_dataset and not self.project.program.datasets.exists()
        return super().get_context_data(
            title=self.title, verb=self.verb, lead=self.lead, lacks_dataset=has_none, **kwargs
        )


class ProjectList(ListPage):
    """Every project, how far it is and how fast it goes."""

    permission = permissions.SEE_LABELING
    template_name = "labeling/project_list.html"
    filterset_class = ProjectFilter
    sorts = {"name": "name", "program": "program__code", "opened": "created_at", "state": "state"}
    default_sort = "-opened"

    def base_queryset(self):
        return Project.objects.visible_to(self.request.user).select_related("program")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown = [project.pk for project in context["object_list"]]
        progress, pace = progress_of_projects(shown), pace_of_projects(shown, at=timezone.now())
        rows = [(project, progress[project.pk], pace[project.pk]) for project in context["object_list"]]
        open_count = Project.objects.visible_to(self.request.user).open().count()
        may_open = bool(programs_to_open_in(self.request.user))
        return context | {"rows": rows, "open_count": open_count, "may_open": may_open}


def programs_to_open_in(user):
    """Running programs in which this person may set up labeling."""
    running = Program.objects.visible_to(user).running().order_by("code")
    if user.has_perm(permissions.MANAGE_LABELING):
        return running
    return get_objects_for_user(user, permissions.MANAGE_LABELING, running, accept_global_perms=False)


class ProjectOpen(Once, OperationView):
    """A new project, filled in from the accepted request it answers."""

    permission = permissions.SEE_LABELING
    form_class = ProjectForm
    template_name = "labeling/form_page.html"
    success_message = "The project is open. Add a dataset next."

    def load(self, **kwargs):
        if not programs_to_open_in(self.request.user):
            raise PermissionDenied("You set up labeling on no running program.")
        self.request_ = None
        if number := self.request.GET.get("request"):
            accepted = DataRequest.objects.filter(state=RequestState.ACCEPTED).exclude(program=None)
            inside = accepted.filter(program__in=programs_to_open_in(self.request.user))
            self.request_ = get_object_or_404(inside, number=number)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"programs": programs_to_open_in(self.request.user)}

    def get_initial(self):
        asked = self.request_
        if asked is None:
            return {"program": self.request.GET.get("program")}
        return asked.as_project()

    def get_context_data(self, **kwargs):
        lead = f"From request {self.request_.number}." if self.request_ else ""
        return super().get_context_data(
            title="Open a labeling project", verb="Open project", lead=lead, **kwargs
        )

    def operate(self, cleaned):
        self.project = projects.open_project(
            request=self.request_, actor=self.request.user, at=timezone.now(), **cleaned
        )

    def get_success_url(self):
        return reverse("labeling:project-detail", args=[self.project.slug])


class ProjectDetail(InProject, Page):
    """One project: how far, under which versions, from which data, by which imports."""

    template_name = "labeling/project_detail.html"

    def get_context_data(self, **kwargs):
        project = self.project
        batches = list(
            project.batches.select_related("dataset")
            .prefetch_related("shares__vendor__organisation", "shares__work_order", "shares__delivery")
            .order_by("-pk")[:BATCHES_SHOWN]
        )
        by_batch = progress_of_batches([batch.pk for batch in batches])
        progress = progress_of_projects([project.pk])[project.pk]
        pace = pace_of_projects([project.pk], at=timezone.now())[project.pk]
        return super().get_context_data(
            progress=progress,
            close=rules.can_close(project),
            pace=pace,
            days_left=pace.days_for(progress.left),
            batches=[(batch, by_batch[batch.pk]) for batch in batches],
            batch_count=project.batches.count(),
            schemas=project.schemas.order_by("-number"),
            guidelines=project.guidelines.select_related("published_by").order_by("-number"),
            datasets=(datasets := list(self._datasets())),
            next_step=_next_step(datasets),
            imports=project.imports.select_related("started_by").order_by("-pk")[:8],
            **kwargs,
        )

    def _datasets(self):
        unbatched = Count("items", filter=~Q(items__tasks__project=self.project))
        return (
            Dataset.objects.filter(program=self.project.program_id)
            .annotate(size=Count("items"), waiting=unbatched)
            .order_by("name")
        )


def _next_step(datasets):
    """What setting up lacks next: a dataset, its items, or batches of them. Empty when nothing does."""
    if not datasets:
        return "dataset"
    if any(dataset.waiting for dataset in datasets):
        return "prepare"
    return "" if any(dataset.size for dataset in datasets) else "import"


class ProjectClose(InProject, ActionView):
    permission = permissions.MANAGE_LABELING
    success_message = "The project is closed; nothing more is handed out."

    def operate(self):
        projects.close_project(self.project, actor=self.request.user)


class ProgramPanel(Page):
    """The part of a program's page that is about labeling."""

    permission = permissions.SEE_LABELING
    template_name = "labeling/_program_panel.html"

    def load(self, *, program, **kwargs):
        self.program = get_object_or_404(Program.objects.visible_to(self.request.user), code=program)

    def get_context_data(self, **kwargs):
        found = list(self.program.projects.order_by("-pk"))
        shown = [project.pk for project in found]
        progress, pace = progress_of_projects(shown), pace_of_projects(shown, at=timezone.now())
        return super().get_context_data(**kwargs) | {
            "program": self.program,
            "rows": [(project, progress[project.pk], pace[project.pk]) for project in found],
            "may_open": self.may(permissions.MANAGE_LABELING, self.program),
            "asked": self.program.requests.filter(projects=None).order_by("pk"),
        }
