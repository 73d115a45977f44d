from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Page
from labeling.forms import DatasetForm, GuidelineForm, SchemaForm, written
from labeling.operations import dataset as datasets
from labeling.operations import project as projects
from labeling.reports.guidelines import changes_since
from labeling.views.project import InProject, ProjectForms


class SchemaPublish(ProjectForms):
    form_class = SchemaForm
    title, verb = "Publish the next schema", "Publish schema"
    lead = "Batches that are out keep the version they were handed out with. A name keeps its code."
    success_message = "The schema is published. Batches issued from now on are labeled under it."

    def get_initial(self):
        last = self.project.latest_schema()
        return {"question": last.question, "choices": written(last.choices)} if last else {}

    def operate(self, cleaned):
        projects.publish_schema(self.project, actor=self.request.user, at=timezone.now(), **cleaned)


class GuidelinePublish(ProjectForms):
    form_class = GuidelineForm
    title, verb = "Publish the next guideline", "Publish guideline"
    lead = "Every label remembers the version it was given under."

    def get_initial(self):
        last = self.project.latest_guideline()
        return {"body": last.body} if last else {}

    def operate(self, cleaned):
        self.guideline = projects.publish_guideline(
            self.project, actor=self.request.user, at=timezone.now(), **cleaned
        )

    def get_success_url(self):
        return reverse("labeling:guideline-detail", args=[self.project.slug, self.guideline.number])


class GuidelineDetail(InProject, Page):
    """One version of the guideline, as labelers read it, and what it changed."""

    template_name = "labeling/guideline_detail.html"

    def load(self, *, guideline, **kwargs):
        super().load(**kwargs)
        if not guideline.isdecimal() or len(guideline) > 9:
            raise Http404
        versions = self.project.guidelines.select_related("published_by")
        self.guideline = get_object_or_404(versions, number=int(guideline))

    def get_context_data(self, **kwargs):
        before = self.project.guidelines.filter(number__lt=self.guideline.number).order_by("-number").first()
        return super().get_context_data(**kwargs) | {
            "guideline": self.guideline,
            "before": before,
            "lines": changes_since(self.guideline, before) if before else [],
            "latest": self.project.latest_guideline(),
        }


class DatasetAdd(ProjectForms):
    form_class = DatasetForm
    title, verb = "Add a dataset", "Add dataset"
    success_message = "The dataset is there. Import its items next."

    def get_initial(self):
        asked_by = self.project.request
        return {"modality": asked_by.modality if asked_by else ""}

    def operate(self, cleaned):
        datasets.add_dataset(self.project.program, actor=self.request.user, **cleaned)
