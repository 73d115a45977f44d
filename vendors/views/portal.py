"""What a vendor's admin sees: its own orders, deliveries, money and scorecards."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Guarded, ListPage, Page
from dataops.web.views.exported import Exported, in_pieces
from programs import permissions
from vendors import rules
from vendors.choices import OrderState
from vendors.filters import DeliveryFilter, OwnLedgerFilter, OwnOrderFilter
from vendors.forms import AnswerForm, ResponseForm
from vendors.models import Delivery, Scorecard, WorkOrder
from vendors.operations.scorecard import respond
from vendors.reports.orders import progress_of
from vendors.reports.own_queue import own_queue
from vendors.views.ledger import Ledger
from vendors.views.order import ORDER_PARTS, OneOrder, OrderAnswer
from vendors.views.scorecard import ScorecardAnswer, ScorecardPage


class PortalOrders(ListPage):
    """The vendor's orders, those to answer first."""

    permission = permissions.SEE_OWN_VENDOR
    template_name = "vendors/portal_orders.html"
    filterset_class = OwnOrderFilter
    sorts = {"number": "number", "due": "due_on", "units": "units"}
    default_sort = "-number"

    def base_queryset(self):
        return WorkOrder.objects.visible_to(self.request.user).select_related(*ORDER_PARTS)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        everything = WorkOrder.objects.visible_to(self.request.user)
        return context | {
            "progress": progress_of(context["object_list"]),
            "to_answer": everything.filter(state=OrderState.SENT).count(),
            "overdue": everything.overdue(on=timezone.now().date()).count(),
            "queue": own_queue(self.request.user, on=timezone.now().date()),
        }


class PortalOrder(OneOrder, Page):
    """One order, to answer it and to follow it."""

    permission = permissions.SEE_OWN_VENDOR
    template_name = "vendors/portal_order.html"

    def get_context_data(self, **kwargs):
        order = self.order
        return super().get_context_data(
            form=AnswerForm(),
            progress=progress_of([order])[0],
            deliveries=order.deliveries.order_by("-delivered_at", "-pk"),
            ledger=order.ledger.select_related("delivery").order_by("-entered_at", "-pk"),
            answer=rules.can_answer(order, actor=self.request.user),
            may_answer=self.may(permissions.ANSWER_ORDERS),
            **kwargs | {"order": order},
        )


class PortalOrderAnswer(OrderAnswer):
    """The vendor's own yes or no."""

    permission = permissions.ANSWER_ORDERS
    success_message = "Your answer is with us."

    def get_success_url(self):
        return reverse("vendors:portal-order", args=[self.order.pk])


class PortalDeliveries(Exported, ListPage):
    """What was delivered and what became of it."""

    permission = permissions.SEE_OWN_VENDOR
    template_name = "vendors/portal_deliveries.html"
    filterset_class = DeliveryFilter
    sorts = {"delivered": "delivered_at", "due": "due_on", "units": "units"}
    default_sort = "-delivered"
    export_name = "deliveries"

    def export_head(self):
        return ["Batch", "Attempt", "Order", "Units", "Due", "Delivered (UTC)", "State", "Reason"]

    def export_rows(self):
        for row in in_pieces(self.get_queryset()):
            moments = (row.units, row.due_on, row.delivered_at)
            yield (
                row.batch_ref,
                row.attempt,
                row.work_order.number,
                *moments,
                row.get_state_display(),
                row.decision_reason,
            )

    def base_queryset(self):
        return Delivery.objects.visible_to(self.request.user).select_related("work_order")


class PortalLedger(Ledger):
    """The vendor's own money, as we have it."""

    permission = permissions.SEE_OWN_VENDOR
    filterset_class = OwnLedgerFilter


class PortalScorecard(Guarded):
    """The newest scorecard, or why there is none."""

    permission = permissions.SEE_OWN_VENDOR

    def get(self, request):
        newest = Scorecard.objects.visible_to(request.user).newest_first().first()
        if newest is None:
            return render(request, "vendors/portal_scorecard_none.html")
        return HttpResponseRedirect(reverse("vendors:portal-scorecard-month", args=[newest.pk]))


class PortalScorecardMonth(ScorecardPage):
    """The page for the vendor: the same numbers, and its answer."""

    permission = permissions.SEE_OWN_VENDOR
    month_url = "vendors:portal-scorecard-month"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            is_portal=True,
            may_see_money=True,
            form=ResponseForm(initial={"version": self.card.version}),
            answer=rules.can_respond(self.card),
            may_answer=self.may(permissions.ANSWER_SCORECARDS),
            **kwargs,
        )


class PortalScorecardAnswer(ScorecardAnswer):
    """Agree, or say what is wrong."""

    permission = permissions.ANSWER_SCORECARDS
    form_class = ResponseForm
    title = "Answer the scorecard of {month}"
    success_message = "Your answer is with us."

    def operate(self, cleaned):
        respond(
            self.card,
            is_agreed=cleaned["answer"] == "agree",
            response=cleaned["response"],
            version=cleaned["version"],
            actor=self.request.user,
            at=timezone.now(),
        )

    def get_success_url(self):
        return reverse("vendors:portal-scorecard-month", args=[self.card.pk])
