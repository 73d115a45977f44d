from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from compliance import rules
from compliance.forms import ClearanceForm, DecisionForm, RevokeForm
from compliance.models import Clearance
from compliance.operations.clearance import decide_clearance, request_clearance, revoke_clearance
from compliance.reports.classes import beyond, most_sensitive, said_of, sources
from compliance.reports.gates import gates, version_of
from dataops.web.views.base import Guarded, OperationView, Page
from programs import permissions
from programs.choices import Sensitivity
from programs.models import Program
from programs.views.versions import UponSight


class ClearanceRequest(OperationView):
    """A program's manager asks whether its data may be handed out."""

    permission = permissions.CHANGE_PROGRAM
    form_class = ClearanceForm
    template_name = "compliance/form_page.html"
    success_message = "Compliance has your request."

    def load(self, *, program, **kwargs):
        self.program = get_object_or_404(Program.objects.visible_to(self.request.user), code=program)
        self.said = said_of([self.program])[self.program.pk]

    def permission_object(self):
        return self.program

    def get_initial(self):
        asked, said = Clearance.objects.filter(program=self.program).first(), self.said
        return {"sensitivity": most_sensitive(said, asked), "basis": asked.basis if asked else sources(said)}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"said": self.said}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=f"Request clearance for {self.program}",
            verb="Request clearance",
            back=reverse("compliance:overview"),
            **kwargs,
        )

    def operate(self, cleaned):
        self.clearance = request_clearance(
            self.program,
            sensitivity=Sensitivity(cleaned["sensitivity"]),
            basis=cleaned["basis"],
            actor=self.request.user,
            at=timezone.now(),
        )

    def get_success_url(self):
        return reverse("compliance:clearance-detail", args=[self.clearance.pk])


class OneClearance(Guarded):
    permission = permissions.SEE_COMPLIANCE
    template_name = "compliance/clearance_detail.html"

    def load(self, *, clearance, **kwargs):
        mine = Clearance.objects.visible_to(self.request.user)
        mine = mine.select_related("program", "requested_by", "decided_by")
        self.clearance = get_object_or_404(mine, pk=clearance)

    def sight(self) -> int:
        self.load(clearance=self.clearance.pk)  # somebody may have decided since the page began
        return version_of(self.clearance, on=timezone.now().date())

    def get_context_data(self, **kwargs):
        today, program = timezone.now().date(), self.clearance.program
        said = said_of([program])[program.pk]
        return super().get_context_data(
            gate=gates([program], on=today)[0],
            said=said,
            beyond=beyond(said, self.clearance),
            decide=rules.can_decide(self.clearance, actor=self.request.user),
            revoke=rules.can_revoke(self.clearance, actor=self.request.user),
            may_clear=self.may(permissions.CLEAR_PROGRAMS),
            may_request=self.may(permissions.CHANGE_PROGRAM, self.clearance.program),
            **kwargs | {"clearance": self.clearance},
        )


class ClearanceDetail(OneClearance, Page):
    """What was asked, why, and what compliance said."""

    def get_context_data(self, **kwargs):
        form = DecisionForm(initial={"version": self.sight()})
        return super().get_context_data(form=form, **kwargs)


class ClearanceDecide(OneClearance, UponSight, OperationView):
    """Compliance's word; never on one's own request."""

    permission = permissions.CLEAR_PROGRAMS
    form_class = DecisionForm
    success_message = "Your decision holds from now on."

    def operate(self, cleaned):
        decide_clearance(
            self.clearance,
            is_granted=cleaned["decision"] == "grant",
            reason=cleaned["reason"],
            version=cleaned["version"],
            actor=self.request.user,
            at=timezone.now(),
        )

    def get_success_url(self):
        return reverse("compliance:clearance-detail", args=[self.clearance.pk])


class ClearanceRevoke(OneClearance, UponSight, OperationView):
    """Stop handing out what was granted, on a page of its own that asks once more."""

    permission = permissions.CLEAR_PROGRAMS
    form_class = RevokeForm
    template_name = "compliance/form_page.html"
    success_message = "Stopped. Nobody is handed this program's data any more."

    def operate(self, cleaned):
        revoke_clearance(self.clearance, actor=self.request.user, at=timezone.now(), **cleaned)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "title": f"Stop handing out data of {self.clearance.program}",
            "text": "No item of this program is shown to a labeler and no batch goes to a vendor from then on. "
            "Its manager reads your reason and can ask again.",
            "verb": "Stop handing out data",
            "kind": "danger",
            "back": self.get_success_url(),
            "reason": context["revoke"].reason,
        }

    def get_success_url(self):
        return reverse("compliance:clearance-detail", args=[self.clearance.pk])
