from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dataops.jobs.models import Job, Outbox
from dataops.jobs.outbox import try_again
from dataops.jobs.progress import request_stop
from dataops.web.views.base import ActionView, Guarded, ListPage, Page


def may_stop(job: Job, user) -> bool:
    return job.started_by_id == user.pk or user.has_perm("programs.manage_people")


class OneJob(Guarded):
    permission = "programs.see_home"

    def load(self, *, job: int, **kwargs):
        self.job = get_object_or_404(Job.objects.visible_to(self.request.user), pk=job)


class JobList(ListPage):
    """Long work one may know of, running or ended."""

    permission = "programs.see_home"
    template_name = "web/job_list.html"
    sorts = {"started": "created_at"}
    default_sort = "-started"

    def base_queryset(self):
        return Job.objects.visible_to(self.request.user).select_related("started_by")


class JobDetail(OneJob, Page):
    """A page for one long job, that one may leave."""

    template_name = "web/job_detail.html"

    def get_context_data(self, **kwargs):
        shared = {"job": self.job, "may_stop": may_stop(self.job, self.request.user)}
        return super().get_context_data(**kwargs | shared)


class JobProgress(JobDetail):
    """The part of the page that moves; 286 tells the browser to stop asking."""

    template_name = "web/_job_progress.html"

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=286 if self.job.ended_at else 200, **kwargs)


class JobStop(OneJob, ActionView):
    """For who started the job, and for administrators."""

    success_message = "The job will stop at its next safe point."

    def load(self, **kwargs):
        super().load(**kwargs)
        if not may_stop(self.job, self.request.user):
            raise PermissionDenied("Only who started this job can stop it.")

    def operate(self):
        request_stop(self.job, actor=self.request.user)

    def get_success_url(self):
        return reverse("web:job-detail", args=[self.job.pk])


class ParkedList(ListPage):
    """Tasks that were given up, for administrators."""

    permission = "programs.manage_people"
    template_name = "web/parked_list.html"

    def base_queryset(self):
        return Outbox.objects.visible_to(self.request.user).parked().select_related("job")


class ParkedRetry(ActionView):
    permission = "programs.manage_people"
    success_message = "Promised again. It starts in a moment."

    def load(self, *, promise: int, **kwargs):
        self.promise = get_object_or_404(Outbox.objects.visible_to(self.request.user), pk=promise)

    def operate(self):
        try_again(self.promise, actor=self.request.user)

    def get_success_url(self):
        return reverse("web:parked-list")
