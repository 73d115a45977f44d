"""What one may read about vendors, their orders and their money."""

from __future__ import annotations

from rest_framework import serializers

from vendors.api.sides import Priced
from vendors.models import (
    Contract,
    Delivery,
    Invoice,
    LedgerEntry,
    RateLine,
    Scorecard,
    ScorecardLine,
    Vendor,
    Worker,
    WorkOrder,
)


class VendorSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="pk", read_only=True)
    name = serializers.CharField(read_only=True)
    is_internal = serializers.BooleanField(read_only=True)

    class Meta:
        model = Vendor
        fields = ["id", "slug", "name", "is_internal", "state", "countries", "contact", "created_at"]


class OfVendor(Priced):
    """A row that names its vendor."""

    vendor = serializers.SlugRelatedField(slug_field="slug", read_only=True)


class WorkerSerializer(OfVendor):
    class Meta:
        model = Worker
        fields = ["id", "vendor", "external_id", "is_active", "created_at"]


class RateSerializer(OfVendor):
    money = ("price",)

    class Meta:
        model = RateLine
        fields = ["id", "vendor", "contract", "task_type", "unit", "price", "valid_from", "valid_to"]


class ContractSerializer(OfVendor):
    money = ("cap",)

    class Meta:
        model = Contract
        fields = [
            "id",
            "vendor",
            "number",
            "starts_on",
            "ends_on",
            "notice_days",
            "currency",
            "cap",
            "created_at",
        ]


class OrderSerializer(OfVendor):
    money = ("unit_price",)
    program = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = WorkOrder
        fields = [
            *("id", "number", "vendor", "program", "contract", "rate_line", "units", "unit_price", "due_on"),
            *("state", "sent_at", "answered_at", "answer_reason", "created_at", "updated_at"),
        ]


class DeliverySerializer(OfVendor):
    order = serializers.CharField(source="work_order.number", read_only=True)
    is_on_time = serializers.BooleanField(read_only=True)

    class Meta:
        model = Delivery
        fields = [
            *(
                "id",
                "vendor",
                "order",
                "batch_ref",
                "attempt",
                "units",
                "due_on",
                "delivered_at",
                "is_on_time",
            ),
            *("state", "decided_at", "decision_reason"),
        ]


class LedgerSerializer(OfVendor):
    program = serializers.SlugRelatedField(slug_field="code", read_only=True)
    order = serializers.CharField(source="work_order.number", read_only=True)
    batch_ref = serializers.CharField(source="delivery.batch_ref", read_only=True)

    class Meta:
        model = LedgerEntry
        fields = [
            *("id", "vendor", "program", "order", "batch_ref", "kind", "units", "unit_price", "amount"),
            *("currency", "entered_at"),
        ]


class InvoiceSerializer(OfVendor):
    accepted = serializers.DecimalField(max_digits=18, decimal_places=4, read_only=True, allow_null=True)
    difference = serializers.DecimalField(max_digits=18, decimal_places=4, read_only=True)
    ledger_entries = serializers.IntegerField(source="entries", read_only=True)

    class Meta:
        model = Invoice
        fields = [
            *(
                "id",
                "vendor",
                "number",
                "invoiced_on",
                "amount",
                "currency",
                "starts_on",
                "ends_on",
                "orders",
            ),
            *("accepted", "difference", "difference_reason", "ledger_entries", "recorded_at", "voided_at"),
            "void_reason",
        ]


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = ScorecardLine
        fields = [
            *("criterion", "numerator", "denominator", "value", "low", "high", "reason", "points"),
            *("weight", "weight_used"),
        ]


class ScorecardSerializer(OfVendor):
    lines = LineSerializer(many=True, read_only=True)

    class Meta:
        model = Scorecard
        fields = [
            *("id", "vendor", "month_on", "score", "state", "computed_at", "published_at", "response"),
            *("responded_at", "version", "edition", "reply", "replied_at", "lines"),
        ]


class ExpectedSerializer(serializers.Serializer):
    """One open order: what is left, and when it would be accepted; without a date, why."""

    order = serializers.CharField(source="order.number")
    program = serializers.CharField(source="order.program.name")
    remaining = serializers.IntegerField()
    due_on = serializers.DateField(source="order.due_on")
    p50_on = serializers.DateField(allow_null=True)
    p85_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(source="why")
