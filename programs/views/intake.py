"""The request form: six steps, each kept while it is typed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dataops.base.errors import Refused
from dataops.web.views.base import ActionView, OperationView, Page
from programs import permissions
from programs.choices import RequestState
from programs.forms.answers import answered
from programs.forms.outcome import AttachForm, CriterionForm
from programs.forms.request import STEPS
from programs.models import DataRequest, RequestType
from programs.models.request import ASKED, LAST_STEP
from programs.operations import request as operations
from programs.reports.evidence import criteria_of
from programs.reports.similar import similar_to
from programs.rules import outcome
from programs.rules import request as rules
from programs.views import unsaved
from programs.views.request import OwnRequest
from programs.views.versions import written_otherwise

OF_CRITERIA = 4


class RequestNew(ActionView, Page):
    """The types one can ask for, what will be asked, and the button that begins."""

    http_method_names = ["get", "head", "post", "options"]
    permission = permissions.SUBMIT_REQUESTS
    template_name = "programs/request_new.html"

    def get_context_data(self, **kwargs):
        drafts = DataRequest.objects.asked_by(self.request.user).drafts().order_by("-updated_at")[:20]
        usual, decisions = DataRequest.objects.usual_answer()
        return super().get_context_data(
            steps=STEPS.values(),
            types=RequestType.objects.offered().in_order(),
            drafts=drafts,
            usual=usual,
            decisions=decisions,
            **kwargs,
        )

    def operate(self):
        kind = self.request.POST.get("kind", "")
        is_offered = RequestType.objects.offered().filter(kind=kind).exists()
        answers = {"kind": kind} if is_offered else {}
        draft = operations.start_draft(answers, actor=self.request.user)
        return HttpResponseRedirect(reverse("programs:request-step", args=[draft.number, draft.step]))


class InForm(OwnRequest):
    """Inside the six steps."""

    def load(self, *, step: int = LAST_STEP, **kwargs):
        super().load(**kwargs)
        self.step = step

    def get_context_data(self, **kwargs):
        request = self.data_request
        usual, decisions = DataRequest.objects.usual_answer()
        return super().get_context_data(
            step=self.step,
            last_step=LAST_STEP,
            steps=[self._mark(place, number) for place, number in enumerate(self.asked, start=1)],
            place=self.asked.index(self.step) + 1 if self.step in self.asked else self.step,
            places=len(self.asked),
            missing=len(self.missing),
            has_new_questions=has_new_questions(request, self.missing),
            may_answer=rules.can_answer(request, self.request.user),
            usual=usual,
            decisions=decisions,
            asks_units=request.asking.asks("volume"),
            has_criteria=OF_CRITERIA in self.asked,
            of_criteria=OF_CRITERIA,
            similar=similar_to(request, self.request.user),
            criteria=criteria_of(request) if self.step in (OF_CRITERIA, LAST_STEP) else (),
            **kwargs,
        )

    @cached_property
    def missing(self) -> list[str]:
        return self.data_request.unanswered()

    @cached_property
    def asked(self) -> list[int]:
        """The steps in which its type asks anything, and the last."""
        asking = self.data_request.asking
        return [number for number in STEPS if any(map(asking.asks, ASKED[number]))] + [LAST_STEP]

    def after(self, step: int) -> int:
        return next(number for number in self.asked if number > step)

    def before(self, step: int) -> int | None:
        return next((number for number in reversed(self.asked) if number < step), None)

    def _mark(self, place: int, number: int) -> dict[str, Any]:
        """One mark of the progress list; done is what was passed and has all it needs."""
        known = number in STEPS
        lacks = known and set(ASKED[number]) & set(self.missing)
        is_done = known and number < self.data_request.step and not lacks
        return {
            "number": number,
            "place": place,
            "name": STEPS[number].name if known else "Check and send",
            "url": self.address(number),
            "css": "now" if number == self.step else "done" if is_done else "next",
            "is_done": is_done and number != self.step,
        }

    def address(self, step: int) -> str:
        number = self.data_request.number
        if step == LAST_STEP:
            return reverse("programs:request-review", args=[number])
        return reverse("programs:request-step", args=[number, step])


def has_new_questions(request: DataRequest, missing: list[str]) -> bool:
    """Whether something is missing in a draft whose type was changed after the draft was last saved."""
    changed = RequestType.objects.filter(kind=request.kind, version__gt=1, updated_at__gt=request.updated_at)
    return bool(missing) and request.state == RequestState.DRAFT and changed.exists()


class RequestStep(InForm, OperationView):
    """One step of the form."""

    template_name = "programs/request_step.html"
    criterion: CriterionForm | None = None

    def load(self, **kwargs):
        super().load(**kwargs)
        if self.step not in STEPS:
            raise Http404

    @property
    def is_closing(self) -> bool:
        return self.request.POST.get("then") == "close"

    def get_form(self, form_class=None):
        step, posted = STEPS[self.step], self.request.POST or None
        if posted is None and (
            typed := unsaved.restored(self.session, self.place, step.of(self.data_request))
        ):
            return step.of(self.data_request, typed, is_draft=True)
        return step.of(self.data_request, posted, is_draft=self.is_closing)

    @property
    def session(self):
        return self.request.session

    @property
    def seen(self) -> int | None:
        """Which answers stood when the page was opened, or last saved itself."""
        said = self.request.POST.get("version", "")
        return int(said) if said.isdecimal() and len(said) <= 10 else None

    @property
    def version(self) -> int:
        return self.data_request.version_of(ASKED[self.step])

    @property
    def place(self) -> str:
        return f"{self.data_request.number}/{self.step}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unsaved.note(
            self.session, self.place, STEPS[self.step].of(self.data_request, request.POST, is_draft=True)
        )
        self.criterion = self.criterion_beside()
        if self.criterion and not self.criterion.is_valid():
            step = STEPS[self.step].of(self.data_request, request.POST, is_draft=True)
            return self.answer(step, self.criterion)
        return super().post(request, *args, **kwargs)

    def criterion_beside(self) -> CriterionForm | None:
        """A criterion that was typed and not added by its own button; it belongs to what is saved."""
        said = self.request.POST.get("criterion-threshold", "")
        return CriterionForm(self.request.POST) if self.step == OF_CRITERIA and said.strip() else None

    def answer(self, step, criterion: CriterionForm) -> HttpResponse:
        context = self.get_context_data(form=step, criterion_form=criterion)
        return self.render_to_response(context, status=422)

    def operate(self, cleaned_data):
        if self.criterion:
            operations.add_criterion(
                self.data_request, actor=self.request.user, **self.criterion.cleaned_data
            )
        kept_step = None if self.is_closing else self.after(self.step) - 1
        operations.save_step(
            self.data_request, cleaned_data, step=kept_step, version=self.seen, actor=self.request.user
        )

    def form_invalid(self, form):
        """With the words as they were typed; written upon others than stand, those are shown beside them."""
        self.data_request.refresh_from_db()
        if self.seen in (None, self.version):
            return super().form_invalid(form)
        theirs = written_otherwise(form, self.data_request)
        return self.render_to_response(self.get_context_data(form=form, theirs=theirs), status=412)

    def get_success_url(self):
        if self.is_closing:
            return reverse("programs:request-list")
        if self.data_request.state != RequestState.DRAFT:
            return reverse("programs:request-detail", args=[self.data_request.number])
        return self.address(LAST_STEP if self.is_from_review else self.after(self.step))

    @property
    def is_from_review(self) -> bool:
        return self.request.GET.get("from") == "review"

    def get_context_data(self, **kwargs):
        before = self.before(self.step)
        back = self.address(before) if before else reverse("programs:request-list")
        return super().get_context_data(
            **{"criterion_form": self.criterion or CriterionForm()} | kwargs,
            back=back,
            version=self.version,
            fresh_url=self.address(self.step),
            is_from_review=self.is_from_review,
            is_of_criteria=self.step == OF_CRITERIA,
        )


class RequestSave(RequestStep):
    """What has been typed so far, kept while typing. Answers with the line that says so."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = STEPS[self.step].of(self.data_request, request.POST, is_draft=True)
        unsaved.note(self.session, self.place, form)
        to_fix, refusal, version, status = len(form.errors), "", None, 200
        try:
            self.data_request = saved = operations.save_step(
                self.data_request, form.cleaned_data, version=self.seen, actor=request.user
            )
            version = saved.version_of(ASKED[self.step])
        except Refused as refused:
            refusal, status = refused.message, refused.status
        shown = {
            "data_request": self.data_request,
            "now": timezone.now(),
            "version": version,
            "to_fix": to_fix,
            "refusal": refusal,
            "has_similar": self.step == 1 and not refusal,
            "similar": similar_to(self.data_request, request.user) if self.step == 1 else (),
        }
        return render(request, "programs/_request_savestate.html", shown, status=status)


class RequestReview(InForm, ActionView, Page):
    """Everything once more, and the button that sends it."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "programs/request_review.html"
    success_message = "Sent. Triage has it now."

    def get_context_data(self, **kwargs):
        may_submit = rules.can_submit(self.data_request, self.request.user, on=timezone.now().date())
        return super().get_context_data(
            **{"attach_form": AttachForm()} | kwargs,
            sections=answered(self.data_request),
            may_submit=may_submit,
            query="?from=review",
            files=self.data_request.attachments.select_related("added_by"),
            may_detach=outcome.can_detach(self.data_request, self.request.user),
        )

    def operate(self):
        try:
            operations.submit(self.data_request, actor=self.request.user, at=timezone.now())
        except Refused as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal.message), status=422)
        return None

    def get_success_url(self):
        return reverse("programs:request-detail", args=[self.data_request.number])
