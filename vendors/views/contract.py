from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse

from dataops.web.views.base import OperationView
from programs import permissions
from vendors.forms import ContractForm, RateForm
from vendors.models import Contract
from vendors.operations.contract import add_rate, sign_contract
from vendors.views.vendor import VendorForms


class ContractSign(VendorForms):
    form_class = ContractForm
    title, verb = "A contract with {vendor}", "Sign contract"
    success_message = "The contract is signed. Add its rates next."

    def operate(self, cleaned):
        sign_contract(self.vendor, actor=self.request.user, **cleaned)


class RateAdd(OperationView):
    """A price under a contract."""

    permission = permissions.MANAGE_VENDORS
    form_class = RateForm
    template_name = "vendors/form_page.html"
    success_message = "The rate holds from its first day on."

    def load(self, *, contract, **kwargs):
        mine = Contract.objects.visible_to(self.request.user).select_related("vendor")
        self.contract = get_object_or_404(mine, pk=contract)

    def get_initial(self):
        return {"valid_from": self.contract.starts_on, "valid_to": self.contract.ends_on}

    def get_context_data(self, **kwargs):
        title = f"A rate under contract {self.contract.number}"
        return super().get_context_data(title=title, verb="Add rate", back=self.get_success_url(), **kwargs)

    def operate(self, cleaned):
        add_rate(self.contract, actor=self.request.user, **cleaned)

    def get_success_url(self):
        return reverse("vendors:vendor-detail", args=[self.contract.vendor.slug])
