from __future__ import annotations

from django.urls import reverse_lazy

from compliance.choices import AgreementKind
from compliance.forms import AgreementForm
from compliance.operations.agreement import file_agreement
from dataops.web.views.base import OperationView
from programs import permissions


class AgreementFile(OperationView):
    """Put a signed paper on file."""

    permission = permissions.MANAGE_AGREEMENTS
    form_class = AgreementForm
    template_name = "compliance/form_page.html"
    success_url = reverse_lazy("compliance:overview")
    success_message = "The agreement is on file."
    extra_context = {"title": "File an agreement", "verb": "File agreement", "back": success_url}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        return {"vendor": self.request.GET.get("vendor", "")}

    def operate(self, cleaned):
        vendor, kind = cleaned.pop("vendor"), AgreementKind(cleaned.pop("kind"))
        file_agreement(vendor, kind=kind, actor=self.request.user, **cleaned)
