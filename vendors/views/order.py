from __future__ import annotations

from django.db.models import Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ActionView, Guarded, ListPage, OperationView, Page
from dataops.web.views.exported import Exported
from dataops.web.views.once import Once
from programs import permissions
from programs.choices import RequestState
from programs.models import DataRequest, Program
from vendors import rules
from vendors.filters import OrderFilter
from vendors.forms import AnswerForm, OrderForm
from vendors.models import LedgerEntry, WorkOrder
from vendors.operations import order as orders
from vendors.reports.orders import Progress, progress_of
from vendors.reports.stakes import stakes_of_closing, stakes_of_sending
from vendors.views.vendor import VendorForms

REQUESTS_OFFERED = 8
ORDER_PARTS = ("vendor__organisation", "program", "contract", "rate_line")


def order_cells(row: Progress) -> list[object]:
    order = row.order
    named = [order.number, order.vendor.name, order.program.code, order.rate_line.task_type, order.due_on]
    return [*named, order.units, row.delivered, row.accepted, order.get_state_display()]


def money_cells(row: Progress) -> list[object]:
    return [row.order.unit_price, row.amount, row.order.contract.currency]


class OrderList(Exported, ListPage):
    """All work orders; which program, which vendor, how far."""

    permission = permissions.SEE_VENDORS
    template_name = "vendors/order_list.html"
    filterset_class = OrderFilter
    sorts = {"number": "number", "due": "due_on", "units": "units", "vendor": "vendor__organisation__name"}
    default_sort = "-number"
    export_name = "work-orders"

    def export_head(self):
        head = ["Order", "Vendor", "Program", "Work", "Due", "Ordered", "Delivered", "Accepted", "State"]
        return head + (["Price", "Spent", "Currency"] if self.may(permissions.SEE_MONEY) else [])

    def export_rows(self):
        for row in progress_of(self.get_queryset()):
            yield order_cells(row) + (money_cells(row) if self.may(permissions.SEE_MONEY) else [])

    def base_queryset(self):
        return WorkOrder.objects.visible_to(self.request.user).select_related(*ORDER_PARTS)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        today = timezone.now().date()
        everything = WorkOrder.objects.visible_to(self.request.user)
        return context | {
            "progress": progress_of(context["object_list"]),
            "overdue": everything.overdue(on=today).count(),
            "open": everything.open().count(),
            "today": today,
            "may_see_money": self.may(permissions.SEE_MONEY),
        }


class OrderDraft(Once, VendorForms):
    form_class = OrderForm
    title, verb = "A work order for {vendor}", "Save draft"

    def asked(self):
        """Accepted requests of running programs, which an order can be filled in from."""
        programs = Program.objects.visible_to(self.request.user).running()
        return DataRequest.objects.filter(state=RequestState.ACCEPTED, program__in=programs)

    def get_initial(self):
        """With what an accepted request asks for, where one is named."""
        asked = self.asked().filter(number=self.request.GET.get("request", "")).first()
        said = asked.as_order(on=timezone.now().date()) if asked else {}
        return super().get_initial() | said

    def get_context_data(self, **kwargs):
        newest = self.asked().select_related("program").order_by("-decided_at", "-pk")[:REQUESTS_OFFERED]
        return super().get_context_data(asked=newest, **kwargs)

    def get_form_kwargs(self):
        today = timezone.now().date()
        return super().get_form_kwargs() | {"vendor": self.vendor, "user": self.request.user, "on": today}

    def operate(self, cleaned):
        program = cleaned.pop("program")
        self.order = orders.draft_order(self.vendor, program, actor=self.request.user, **cleaned)

    def get_success_url(self):
        order = getattr(self, "order", None)
        if order is None:
            return super().get_success_url()
        return reverse("vendors:order-detail", args=[order.pk])


class OneOrder(Guarded):
    permission = permissions.MANAGE_VENDORS

    def load(self, *, order, **kwargs):
        mine = WorkOrder.objects.visible_to(self.request.user).select_related(*ORDER_PARTS)
        self.order = get_object_or_404(mine, pk=order)

    def get_success_url(self):
        return reverse("vendors:order-detail", args=[self.order.pk])


class OrderDetail(OneOrder, Page):
    """One order: what was asked, what came, what it cost, and what may be done now."""

    permission = permissions.SEE_VENDORS
    template_name = "vendors/order_detail.html"

    def get_context_data(self, **kwargs):
        order, today = self.order, timezone.now().date()
        return super().get_context_data(
            progress=progress_of([order])[0],
            deliveries=order.deliveries.order_by("-delivered_at", "-pk"),
            ledger=order.ledger.select_related("delivery").order_by("-entered_at", "-pk"),
            send=rules.can_send(order, on=today),
            close=rules.can_close(order),
            answer=rules.can_answer(order, actor=self.request.user),
            may_manage=self.may(permissions.MANAGE_VENDORS),
            may_see_money=self.may(permissions.SEE_MONEY),
            is_overdue=order.due_on < today,
            **kwargs | {"order": order},
        )


class OrderStep(OneOrder, ActionView, Page):
    """Ask first, with what is at stake, then do it."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "vendors/order_confirm.html"
    title = text = verb = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.title.format(self.order.number),
            text=self.text,
            verb=self.verb,
            cancel_url=self.get_success_url(),
            **kwargs | {"order": self.order},
        )


class OrderSend(OrderStep):
    title, verb = "Send order {}?", "Send to vendor"
    text = "From then on the vendor sees it, its price is frozen, and its money is bound under the contract."
    success_message = "The order is with the vendor. Its price is frozen."

    def get_context_data(self, **kwargs):
        today, with_money = timezone.now().date(), self.may(permissions.SEE_MONEY)
        return super().get_context_data(
            facts=stakes_of_sending(self.order, on=today, with_money=with_money),
            reason=rules.can_send(self.order, on=today).reason,
            **kwargs,
        )

    def operate(self):
        orders.send_order(self.order, actor=self.request.user, at=timezone.now())


class OrderAnswer(OneOrder, OperationView):
    """Yes or no, for a team of our own."""

    form_class = AnswerForm
    template_name = "vendors/form_page.html"
    success_message = "The order is answered."

    def get_context_data(self, **kwargs):
        title = f"Answer order {self.order.number}"
        return super().get_context_data(
            title=title, verb="Send answer", back=self.get_success_url(), **kwargs
        )

    def operate(self, cleaned):
        orders.answer_order(
            self.order,
            is_accepted=cleaned["answer"] == "accept",
            reason=cleaned["reason"],
            actor=self.request.user,
            at=timezone.now(),
        )


class OrderClose(OrderStep):
    title, verb, text = (
        "Close order {}?",
        "Close order",
        "No more work is taken under it. This is not undone.",
    )
    success_message = "The order is closed."

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            facts=stakes_of_closing(self.order, with_money=self.may(permissions.SEE_MONEY)),
            reason=rules.can_close(self.order).reason,
            **kwargs,
        )

    def operate(self):
        orders.close_order(self.order, actor=self.request.user)


class ProgramPanel(Page):
    """The part of a program's page that is about orders and spend."""

    permission = permissions.SEE_VENDORS
    template_name = "vendors/_program_panel.html"

    def load(self, *, program, **kwargs):
        self.program = get_object_or_404(Program.objects.visible_to(self.request.user), code=program)

    def get_context_data(self, **kwargs):
        visible = WorkOrder.objects.visible_to(self.request.user).filter(program=self.program)
        spend = LedgerEntry.objects.visible_to(self.request.user).in_program(self.program)
        return super().get_context_data(
            progress=progress_of(visible.select_related(*ORDER_PARTS).order_by("-pk")),
            spend=spend.order_by("currency").values("currency").annotate(amount=Sum("amount")),
            may_see_money=self.may(permissions.SEE_MONEY),
            **kwargs | {"program": self.program},
        )
