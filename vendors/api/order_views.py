"""Orders, what came of them, and the scorecards made from that."""

from __future__ import annotations

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.web.api.filters import refuse_unknown
from programs import permissions
from vendors.api import bodies, serializers
from vendors.api.vendor_views import OWN, READING, READING_OWN, WRITE, VendorRows
from vendors.choices import DeliveryState, EntryKind, OrderState, ScorecardState
from vendors.models import Delivery, LedgerEntry, Scorecard, WorkOrder
from vendors.operations import order as orders
from vendors.operations import scorecard as scorecards
from vendors.operations.ledger import reverse_entry
from vendors.reports.own_queue import own_queue

MONEY = permissions.SEE_MONEY


class OrderFilter(filters.FilterSet):
    vendor = filters.CharFilter(field_name="vendor__slug")
    program = filters.CharFilter(field_name="program__code")
    state = filters.ChoiceFilter(choices=OrderState.choices)


class OrderViewSet(VendorRows):
    """Work orders: drafted and sent by us, answered by the vendor, or by us for a team of our own."""

    queryset = WorkOrder.objects.none()
    serializer_class = serializers.OrderSerializer
    filterset_class = OrderFilter
    permission = {**READING, "create": WRITE, "send": WRITE, "answer_order": WRITE, "close": WRITE}
    portal_permission = {**READING_OWN, "answer_order": permissions.ANSWER_ORDERS, "forecast": OWN}

    def get_queryset(self):
        return (
            WorkOrder.objects.visible_to(self.request.user).select_related("vendor", "program").order_by("pk")
        )

    @extend_schema(responses=serializers.ExpectedSerializer(many=True))
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None, filter_backends=[])
    def forecast(self, request):
        """When a vendor's own open orders would be done; for its own people."""
        refuse_unknown(request, ())
        found = own_queue(request.user, on=timezone.now().date())
        return Response(serializers.ExpectedSerializer(found, many=True).data)

    @extend_schema(request=bodies.OrderBody, responses={201: serializers.OrderSerializer})
    def create(self, request, *args, **kwargs):
        given = self.body(bodies.OrderBody)
        vendor, program = given["rate_line"].vendor, given.pop("program")
        return self.answer(orders.draft_order(vendor, program, actor=request.user, **given), status=201)

    @extend_schema(request=None, responses=serializers.OrderSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request, pk):
        return self.answer(orders.send_order(self.get_object(), actor=request.user, at=timezone.now()))

    @extend_schema(request=bodies.AnswerBody, responses=serializers.OrderSerializer)
    @action(detail=True, methods=["post"], url_path="answer")
    def answer_order(self, request, pk):
        order, given = self.get_object(), self.body(bodies.AnswerBody)
        return self.answer(orders.answer_order(order, actor=request.user, at=timezone.now(), **given))

    @extend_schema(request=None, responses=serializers.OrderSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk):
        return self.answer(orders.close_order(self.get_object(), actor=request.user))


class DeliveryFilter(filters.FilterSet):
    vendor = filters.CharFilter(field_name="vendor__slug")
    order = filters.CharFilter(field_name="work_order__number")
    state = filters.ChoiceFilter(choices=DeliveryState.choices)


class DeliveryViewSet(VendorRows):
    """Finished work and our decision on it."""

    queryset = Delivery.objects.none()
    serializer_class = serializers.DeliverySerializer
    filterset_class = DeliveryFilter
    http_method_names = ["get", "head", "options"]
    permission = READING

    def get_queryset(self):
        visible = Delivery.objects.visible_to(self.request.user)
        return visible.select_related("vendor", "work_order").order_by("pk")


class LedgerFilter(filters.FilterSet):
    vendor = filters.CharFilter(field_name="vendor__slug")
    program = filters.CharFilter(field_name="program__code")
    kind = filters.ChoiceFilter(choices=EntryKind.choices)


class LedgerViewSet(VendorRows):
    """Accepted units at their price. Only added to."""

    queryset = LedgerEntry.objects.none()
    serializer_class = serializers.LedgerSerializer
    filterset_class = LedgerFilter
    permission = {"list": MONEY, "retrieve": MONEY, "reverse": WRITE}

    def get_queryset(self):
        visible = LedgerEntry.objects.visible_to(self.request.user)
        return visible.select_related("vendor", "program", "work_order", "delivery").order_by("pk")

    @extend_schema(request=bodies.ReversalBody, responses=serializers.LedgerSerializer)
    @action(detail=True, methods=["post"])
    def reverse(self, request, pk):
        entry, given = self.get_object(), self.body(bodies.ReversalBody)
        return self.answer(reverse_entry(entry, actor=request.user, at=timezone.now(), **given))


class ScorecardFilter(filters.FilterSet):
    vendor = filters.CharFilter(field_name="vendor__slug")
    month_on = filters.DateFilter()
    state = filters.ChoiceFilter(choices=ScorecardState.choices)


class ScorecardViewSet(VendorRows):
    """A vendor's months: published by us, answered by the vendor."""

    queryset = Scorecard.objects.none()
    serializer_class = serializers.ScorecardSerializer
    filterset_class = ScorecardFilter
    permission = {**READING, "publish": WRITE, "settle": WRITE}
    portal_permission = {"list": OWN, "retrieve": OWN, "respond": permissions.ANSWER_SCORECARDS}

    def get_queryset(self):
        visible = Scorecard.objects.visible_to(self.request.user)
        return visible.select_related("vendor").prefetch_related("lines").order_by("pk")

    @extend_schema(request=None, responses=serializers.ScorecardSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request, pk):
        card = self.get_object()
        return self.answer(scorecards.publish_scorecard(card, actor=request.user, at=timezone.now()))

    @extend_schema(request=bodies.ResponseBody, responses=serializers.ScorecardSerializer)
    @action(detail=True, methods=["post"])
    def respond(self, request, pk):
        card, given = self.get_object(), self.body(bodies.ResponseBody)
        return self.answer(scorecards.respond(card, actor=request.user, at=timezone.now(), **given))

    @extend_schema(request=bodies.SettleBody, responses=serializers.ScorecardSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk):
        card, given = self.get_object(), self.body(bodies.SettleBody)
        return self.answer(scorecards.settle(card, actor=request.user, at=timezone.now(), **given))
