from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.jobs.progress import request_stop
from dataops.web.views.base import ActionView, Page
from dataops.web.views.exported import exported, in_pieces
from labeling.choices import ImportKind, ImportState
from labeling.forms import ImportForm, only
from labeling.operations.imports import start_import
from labeling.views.project import InProject, ProjectForms
from programs import permissions

FAULTS_SHOWN = 100


class ImportStart(ProjectForms):
    form_class = ImportForm
    title, verb, needs_dataset = "Import a file", "Import", True
    lead = "The same file twice adds nothing, and an import that was cut off goes on where it was."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"project": self.project}

    def get_initial(self):
        dataset = only(self.project.program.datasets.order_by("pk"))
        return {"kind": ImportKind.ITEMS, "all_or_nothing": True, "dataset": dataset}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        self.form = form
        return form

    def operate(self, cleaned):
        file = cleaned["file"]
        self.run = start_import(
            self.project,
            kind=cleaned["kind"],
            file=file,
            file_name=file.name,
            options=self.form.options(),
            dataset=cleaned["dataset"],
            actor=self.request.user,
        )

    def get_success_url(self):
        return reverse("labeling:import-detail", args=[self.project.slug, self.run.pk])


class OneImport(InProject):
    def load(self, *, run, **kwargs):
        super().load(**kwargs)
        mine = self.project.imports.select_related("job", "dataset", "started_by")
        self.run = get_object_or_404(mine, pk=run)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"run": self.run})

    def get_success_url(self):
        return reverse("labeling:import-detail", args=[self.project.slug, self.run.pk])


class ImportDetail(OneImport, Page):
    """One import: how far it is, what came of its rows, and which rows were not taken."""

    template_name = "labeling/import_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            faults=self.run.faults.order_by("row", "pk")[:FAULTS_SHOWN],
            kept_faults=self.run.faults.count(),
            rows_seen=max(self.run.rows_read, self.run.rows_checked),
            also_sent_by=self.run.senders.exclude(pk=self.run.started_by_id).order_by("pk"),
            is_over=self.run.state in (ImportState.DONE, ImportState.REFUSED, ImportState.STOPPED),
            **kwargs,
        )


class ImportProgress(ImportDetail):
    """The part that moves. At the end 286 tells the browser to stop asking, and to show the page as it is now."""

    template_name = "labeling/_import_progress.html"

    def render_to_response(self, context, **kwargs):
        if not context["is_over"]:
            return super().render_to_response(context, **kwargs)
        return super().render_to_response(context, status=286, headers={"HX-Refresh": "true"}, **kwargs)


class ImportStop(OneImport, ActionView):
    permission = permissions.MANAGE_LABELING
    success_message = "The import stops at its next safe point. The same file goes on from there."

    def operate(self):
        request_stop(self.run.job, actor=self.request.user)


class ImportFaults(OneImport):
    """The rows that were not taken, as a file to mend and send again."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, **kwargs):
        faults = self.run.faults.order_by("row", "pk").values_list("row", "column", "message")
        return exported(
            request,
            f"faults-of-import-{self.run.pk}",
            ("row", "column", "message"),
            in_pieces(faults),
            at=timezone.now(),
        )
