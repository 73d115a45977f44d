from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from dataops.base.errors import Refused
from dataops.web.views.base import Guarded, Page
from dataops.web.views.once import Once
from labeling.forms import AnswerForm, HeldForm
from labeling.models import Project, Slot
from labeling.operations import slot as slots
from labeling.operations.undo import undo_last
from labeling.reports.workspace import (
    answered_today,
    desk_of,
    finished_for,
    has_open_share,
    waiting_for,
)
from programs import permissions
from vendors.models import Worker


class Queue(Page):
    """Projects that have work for me."""

    permission = permissions.LABEL
    template_name = "labeling/queue.html"

    def load(self, **kwargs):
        self.worker = Worker.objects.of_user(self.request.user).first()

    def get_context_data(self, **kwargs):
        now = timezone.now()
        waiting = waiting_for(self.worker, at=now) if self.worker else []
        today = answered_today(self.worker, at=now) if self.worker else {}
        return super().get_context_data(
            worker=self.worker,
            waiting=waiting,
            open=sum(row.open for row in waiting),
            today=sum(today.values()),
            finished=finished_for(self.worker, waiting=waiting, today=today) if self.worker else [],
            **kwargs,
        )


class AtDesk(Guarded):
    """The workspace of one project, whole or, for htmx, the part that changes. One's own work, nothing of others."""

    permission = permissions.LABEL

    def load(self, *, project, **kwargs):
        self.project = get_object_or_404(Project.objects.visible_to(self.request.user), slug=project)
        self.worker = Worker.objects.of_user(self.request.user).first()

    def answer(self, *, status=200):
        """The next item, or the one at hand."""
        if not self.request.htmx and self.request.method == "POST":
            return HttpResponseRedirect(reverse("labeling:workspace", args=[self.project.slug]))
        template = "labeling/_workspace.html" if self.request.htmx else "labeling/workspace.html"
        return render(self.request, template, self.desk(), status=status)

    def desk(self):
        context = {"project": self.project, "worker": self.worker, "slot": None}
        if self.worker is None:
            return context | {"reason": "You are not enrolled as a labeler yet. Ask your team lead."}
        try:
            slot = slots.lease_next(self.project, self.worker, at=timezone.now())
        except Refused as refusal:
            return context | {"reason": refusal.message}
        if slot is None:
            return context | {"may_undo": has_open_share(self.worker, self.project)}
        batch = slot.task.batch
        return context | {
            "slot": slot,
            "item": slot.task.item,
            "batch": batch,
            "schema": batch.schema,
            "guideline": batch.guideline,
            "desk": desk_of(slot, self.worker),
            "may_undo": True,
        }


class Workspace(AtDesk):
    """One item, its question, the guideline beside it.

    Opening the page takes the next item for ten minutes, or keeps the one at hand: a second tab shows the
    same item. Who leaves blocks it no longer than that. A browser that only looks ahead takes nothing.
    """

    http_method_names = ["get", "options"]

    def get(self, request, **kwargs):
        if "prefetch" in request.headers.get("Sec-Purpose", ""):
            return HttpResponse(status=204)
        return self.answer()


class DeskAction(AtDesk):
    """A press of a button at the desk: one call, then the next item."""

    http_method_names = ["post", "options"]
    form_class = None

    def act(self, **cleaned):
        raise NotImplementedError

    def post(self, request, **kwargs):
        if self.worker is None:
            raise PermissionDenied
        form = self.form_class(request.POST) if self.form_class else None
        if form is not None and not form.is_valid():
            messages.error(request, "Choose an answer first.")
            return self.answer(status=422)
        try:
            self.act(**(form.cleaned_data if form else {}))
        except Refused as refusal:
            messages.error(request, refusal.message)
            return self.answer(status=409)
        return self.answer()


class OnSlot(DeskAction):
    def load(self, *, slot, **kwargs):
        super().load(**kwargs)
        mine = Slot.objects.visible_to(self.request.user)
        self.slot = get_object_or_404(mine, project=self.project, pk=slot)


class Answer(OnSlot):
    form_class = AnswerForm

    def act(self, *, token, code, seconds):
        slots.submit(
            self.slot, token=token, code=code, seconds=seconds, actor=self.request.user, at=timezone.now()
        )


class Skip(OnSlot):
    form_class = HeldForm

    def act(self, *, token, draft):
        slots.skip(self.slot, token=token, actor=self.request.user, at=timezone.now())
        messages.success(self.request, "Skipped. It goes to somebody else, unless you undo it.")


class Renew(OnSlot):
    """A sign of life from the page, with the answer chosen so far."""

    form_class = HeldForm

    def act(self, *, token, draft):
        slots.renew(self.slot, token=token, draft=draft)

    def answer(self, *, status=200):
        return HttpResponse(status=204 if status == 200 else status)


class Undo(Once, DeskAction):
    """Take back what one did last, an answer or a skip. A key held too long takes back one."""

    def pressed_again(self, location):
        return self.answer()

    def act(self):
        slot = undo_last(self.worker, self.project, actor=self.request.user, at=timezone.now())
        was_skip = slot.draft is None
        messages.success(
            self.request,
            "The item you skipped is yours again." if was_skip else "Your last answer is open again.",
        )
