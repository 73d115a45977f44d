from __future__ import annotations

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from dataops.accounts.choices import OrganisationKind
from dataops.web.views.base import Guarded, OperationView, Page
from programs import permissions
from vendors import rules
from vendors.choices import VendorState
from vendors.forms import VendorForm, VendorStateForm, WorkerForm
from vendors.models import Contract, Vendor
from vendors.operations import vendor as vendors
from vendors.operations.worker import enrol
from vendors.reports.cards import compare, read_card
from vendors.reports.orders import loads, progress_of

SORTS = {
    "name": lambda row: row.vendor.name.lower(),
    "score": lambda row: row.card.score,
    "spend": lambda row: row.load.spend or None,  # sums in one money stand together
    "open": lambda row: row.load.open_units,
}
SHOWN = 10  # rows of each kind on a vendor's page
CLOCKS = timedelta(days=60)  # how far ahead contract ends are shown


class VendorList(Page):
    """All vendors side by side, by name unless asked otherwise; never ranked on luck."""

    permission = permissions.SEE_VENDORS
    template_name = "vendors/vendor_list.html"

    def get_context_data(self, **kwargs):
        today = timezone.now().date()
        shown = Vendor.objects.visible_to(self.request.user).exclude(state=VendorState.ENDED)
        comparison = compare(shown.select_related("organisation").order_by("pk"), on=today)
        ending = Contract.objects.visible_to(self.request.user).ending_within(on=today, until=today + CLOCKS)
        return super().get_context_data(
            comparison=comparison,
            rows=self._sorted(comparison.rows),
            sort=self._word(),
            ending=list(ending.select_related("vendor__organisation").order_by("ends_on", "pk")),
            may_see_money=self.may(permissions.SEE_MONEY),
            may_manage=self.may(permissions.MANAGE_VENDORS),
            today=today,
            **kwargs,
        )

    def _word(self) -> str:
        word = self.request.GET.get("sort", "name")
        key = word.lstrip("-")
        is_money = key == "spend" and not self.may(permissions.SEE_MONEY)
        return word if key in SORTS and not is_money else "name"

    def _sorted(self, rows):
        """What has no value stands at the end, whichever way the rest is sorted."""
        word = self._word()
        key = SORTS[word.lstrip("-")]
        by_name = sorted(rows, key=SORTS["name"])

        def value(row):
            return None if word.lstrip("-") == "score" and row.card is None else key(row)

        known = [row for row in by_name if value(row) is not None]
        unknown = [row for row in by_name if value(row) is None]
        return sorted(known, key=value, reverse=word.startswith("-")) + unknown


class OneVendor(Guarded):
    permission = permissions.MANAGE_VENDORS

    def load(self, *, vendor, **kwargs):
        mine = Vendor.objects.visible_to(self.request.user).select_related("organisation")
        self.vendor = get_object_or_404(mine, slug=vendor)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"vendor": self.vendor})

    def get_success_url(self):
        return reverse("vendors:vendor-detail", args=[self.vendor.slug])


class VendorDetail(OneVendor, Page):
    """One vendor: what it works on, on which terms, how well."""

    permission = permissions.SEE_VENDORS
    template_name = "vendors/vendor_detail.html"

    def get_context_data(self, **kwargs):
        vendor, today = self.vendor, timezone.now().date()
        orders = vendor.work_orders.select_related("program", "contract", "rate_line").order_by("-pk")[:SHOWN]
        contracts = list(vendor.contracts.prefetch_related("rate_lines").order_by("-ends_on", "pk"))
        bound = rules.bound_money(contracts)
        cards = vendor.scorecards.prefetch_related("lines").newest_first()[:12]
        return super().get_context_data(
            load=loads([vendor])[vendor.pk],
            progress=progress_of(orders),
            order_count=vendor.work_orders.count(),
            contracts=[(paper, bound[paper.pk]) for paper in contracts],
            cards=[read_card(card) for card in cards],
            deliveries=vendor.deliveries.select_related("work_order").order_by("-delivered_at", "pk")[:SHOWN],
            workers=vendor.workers.order_by("external_id")[:50],
            may_see_money=self.may(permissions.SEE_MONEY),
            may_manage=self.may(permissions.MANAGE_VENDORS),
            today=today,
            **kwargs,
        )


class VendorAdd(OperationView):
    """Take on a company or a team of our own."""

    permission = permissions.MANAGE_VENDORS
    form_class = VendorForm
    template_name = "vendors/form_page.html"
    extra_context = {
        "title": "Add a vendor",
        "verb": "Add vendor",
        "back": reverse_lazy("vendors:vendor-list"),
    }

    def operate(self, cleaned):
        cleaned["kind"] = OrganisationKind(cleaned["kind"])
        self.vendor = vendors.take_on(cleaned.pop("name"), actor=self.request.user, **cleaned)

    def get_success_url(self):
        return reverse("vendors:vendor-detail", args=[self.vendor.slug])


class VendorForms(OneVendor, OperationView):
    """A form about one vendor."""

    template_name = "vendors/form_page.html"
    title = verb = ""

    def get_context_data(self, **kwargs):
        title = self.title.format(vendor=self.vendor.name)
        return super().get_context_data(title=title, verb=self.verb, back=self.get_success_url(), **kwargs)


class VendorChangeState(VendorForms):
    form_class = VendorStateForm
    title, verb = "Change the state of {vendor}", "Change state"
    success_message = "The state changed."

    def get_initial(self):
        return {"state": self.vendor.state}

    def operate(self, cleaned):
        vendors.set_state(self.vendor, VendorState(cleaned["state"]), actor=self.request.user)


class WorkerEnrol(VendorForms):
    form_class = WorkerForm
    title, verb = "Enrol a worker of {vendor}", "Enrol"
    success_message = "The worker is enrolled."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"vendor": self.vendor}

    def operate(self, cleaned):
        enrol(self.vendor, cleaned["external_id"], user=cleaned["user"], actor=self.request.user)
