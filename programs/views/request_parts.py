"""What belongs to a request besides its answers: criteria, files, and requests that look like it."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import View

from dataops.base.errors import Refused
from dataops.web.downloads import kept_file
from dataops.web.views.base import ActionView, OperationView
from programs.forms.outcome import AttachForm, CriterionForm
from programs.models import DataRequest
from programs.operations import request as operations
from programs.views.intake import OF_CRITERIA, STEPS, RequestReview, RequestStep
from programs.views.request import OneRequest, OwnRequest


class CriterionAdd(RequestStep):
    """One more criterion; what else was typed in the step is kept with it."""

    http_method_names = ["post", "options"]

    def load(self, **kwargs):
        super().load(step=OF_CRITERIA, **kwargs)

    def post(self, request, *args, **kwargs):
        step = STEPS[self.step].of(self.data_request, request.POST, is_draft=True)
        criterion = CriterionForm(request.POST)
        if not (criterion.is_valid() & step.is_valid()):
            return self.answer(step, criterion)
        try:
            operations.save_step(self.data_request, step.cleaned_data, version=self.seen, actor=request.user)
            operations.add_criterion(self.data_request, actor=request.user, **criterion.cleaned_data)
        except Refused as refusal:
            step.add_error(None, refusal.message)
            return self.form_invalid(step)
        return HttpResponseRedirect(f"{self.address(self.step)}#criteria")


class CriterionRemove(OwnRequest, ActionView):
    success_message = "Taken out."

    def load(self, *, criterion: int, **kwargs):
        super().load(**kwargs)
        self.criterion = get_object_or_404(self.data_request.criteria, pk=criterion)

    def operate(self):
        operations.remove_criterion(self.criterion, actor=self.request.user)

    def get_success_url(self):
        return reverse("programs:request-step", args=[self.data_request.number, OF_CRITERIA]) + "#criteria"


class AttachmentAdd(OwnRequest, OperationView):
    """A file more; with a problem, the page again."""

    http_method_names = ["post", "options"]
    form_class = AttachForm
    success_message = "The file is with the request."

    def operate(self, cleaned_data):
        file = cleaned_data["file"]
        operations.attach(self.data_request, file, name=file.name, actor=self.request.user)

    def form_invalid(self, form):
        page = RequestReview(request=self.request, data_request=self.data_request, step=6)
        page.setup(self.request)
        return page.render_to_response(page.get_context_data(attach_form=form), status=422)

    def get_success_url(self):
        return reverse("programs:request-review", args=[self.data_request.number]) + "#files"


class OneAttachment(OneRequest):
    def load(self, *, attachment: int, **kwargs):
        super().load(**kwargs)
        self.attachment = get_object_or_404(self.data_request.attachments, pk=attachment)


class AttachmentRemove(OneAttachment, OwnRequest, ActionView):
    success_message = "The file is gone."

    def operate(self):
        operations.detach(self.attachment, actor=self.request.user)

    def get_success_url(self):
        return reverse("programs:request-review", args=[self.data_request.number]) + "#files"


class AttachmentFile(OneAttachment, View):
    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        kept = self.attachment
        return kept_file(kept.file.open("rb"), name=kept.file_name, content_type=kept.content_type)


class RequestFollow(OwnRequest, ActionView):
    """This is it: follow the other request, and send none."""

    success_message = "You follow this request now; your draft was not sent."

    def load(self, *, other: str, **kwargs):
        super().load(**kwargs)
        visible = DataRequest.objects.visible_to(self.request.user)
        self.other = get_object_or_404(visible, number=other)

    def operate(self):
        operations.follow_instead(self.data_request, self.other, actor=self.request.user, at=timezone.now())
        return HttpResponseRedirect(reverse("programs:request-detail", args=[self.other.number]))

    def get_success_url(self):
        return reverse("programs:request-detail", args=[self.data_request.number])
