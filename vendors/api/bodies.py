"""What one may send about vendors: shapes only; whether it may happen is the operations' business."""

from __future__ import annotations

from rest_framework import serializers

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.api.bodies import seen_version
from dataops.web.api.fields import DayField, Visible
from programs.choices import Currency
from programs.models import Program
from vendors.choices import VendorState
from vendors.models import Contract, RateLine, Vendor

KINDS = [(kind.value, kind.label) for kind in (OrganisationKind.VENDOR, OrganisationKind.TEAM)]


class VendorBody(serializers.Serializer):
    name = serializers.CharField(max_length=120, validators=[one_line])
    kind = serializers.ChoiceField(choices=KINDS, default=OrganisationKind.VENDOR.value)
    slug = serializers.SlugField(max_length=50)
    countries = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    contact = serializers.EmailField(required=False, default="", allow_blank=True)


class VendorStateBody(serializers.Serializer):
    state = serializers.ChoiceField(choices=VendorState.choices)


class WorkerBody(serializers.Serializer):
    vendor = Visible(Vendor, "slug")
    external_id = serializers.CharField(max_length=80)
    user = Visible(User, "email", required=False, allow_null=True, default=None)


class ContractBody(serializers.Serializer):
    vendor = Visible(Vendor, "slug")
    number = serializers.CharField(max_length=40)
    starts_on = DayField()
    ends_on = DayField()
    currency = serializers.ChoiceField(choices=Currency, default=Currency.USD)
    cap = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    notice_days = serializers.IntegerField(min_value=0, max_value=730, default=30)


class RateBody(serializers.Serializer):
    contract = Visible(Contract)
    task_type = serializers.CharField(max_length=60)
    price = serializers.DecimalField(max_digits=10, decimal_places=4, min_value=0)
    valid_from = DayField()
    valid_to = DayField()


class OrderBody(serializers.Serializer):
    """The vendor and the contract follow from the rate line."""

    program = Visible(Program, "code")
    rate_line = Visible(RateLine)
    units = serializers.IntegerField(min_value=1, max_value=100_000_000)
    due_on = DayField()


class AnswerBody(serializers.Serializer):
    is_accepted = serializers.BooleanField()
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class ReversalBody(serializers.Serializer):
    reason = serializers.CharField(max_length=1000)


class SettleBody(serializers.Serializer):
    version = seen_version()
    is_corrected = serializers.BooleanField()
    reply = serializers.CharField(max_length=2000)


class ResponseBody(serializers.Serializer):
    version = seen_version()
    is_agreed = serializers.BooleanField()
    response = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class InvoiceBody(serializers.Serializer):
    """An invoice bills a period, work orders, or both."""

    vendor = Visible(Vendor, "slug")
    number = serializers.CharField(max_length=60, validators=[one_line])
    invoiced_on = DayField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)
    currency = serializers.ChoiceField(choices=Currency)
    starts_on = DayField(required=False, allow_null=True, default=None)
    ends_on = DayField(required=False, allow_null=True, default=None)
    orders = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, default=list, max_length=200
    )
