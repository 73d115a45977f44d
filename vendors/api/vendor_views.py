"""Vendors and what is agreed with them."""

from __future__ import annotations

import django_filters as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action

from dataops.accounts.choices import OrganisationKind
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from vendors.api import bodies, serializers
from vendors.api.sides import Answering, TwoSided
from vendors.choices import VendorState
from vendors.models import Contract, RateLine, Vendor, Worker
from vendors.operations import contract as contracts
from vendors.operations import vendor as vendors
from vendors.operations.worker import enrol

READ, WRITE, OWN = permissions.SEE_VENDORS, permissions.MANAGE_VENDORS, permissions.SEE_OWN_VENDOR
READING = {"list": READ, "retrieve": READ}
READING_OWN = {"list": OWN, "retrieve": OWN}


class VendorRows(
    Idempotent, TwoSided, Answering, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """Rows with a vendor, each side reading its own."""

    http_method_names = ["get", "post", "head", "options"]
    permission = {**READING, "create": WRITE}
    portal_permission = READING_OWN


class ByVendor(filters.FilterSet):
    vendor = filters.CharFilter(field_name="vendor__slug")


class VendorViewSet(VendorRows):
    """Companies and teams that label for us."""

    queryset = Vendor.objects.none()
    serializer_class = serializers.VendorSerializer
    filterset_fields = ["state"]
    lookup_field = "slug"
    permission = {**READING, "create": WRITE, "state": WRITE}

    def get_queryset(self):
        return Vendor.objects.visible_to(self.request.user).select_related("organisation").order_by("pk")

    @extend_schema(request=bodies.VendorBody, responses={201: serializers.VendorSerializer})
    def create(self, request, *args, **kwargs):
        given = self.body(bodies.VendorBody)
        kind = OrganisationKind(given.pop("kind"))
        vendor = vendors.take_on(given.pop("name"), kind=kind, actor=request.user, **given)
        return self.answer(vendor, status=201)

    @extend_schema(request=bodies.VendorStateBody, responses=serializers.VendorSerializer)
    @action(detail=True, methods=["post"])
    def state(self, request, slug):
        vendor, given = self.get_object(), self.body(bodies.VendorStateBody)
        return self.answer(vendors.set_state(vendor, VendorState(given["state"]), actor=request.user))


class WorkerViewSet(VendorRows):
    """People who label, by pseudonym."""

    queryset = Worker.objects.none()
    serializer_class = serializers.WorkerSerializer
    filterset_class = ByVendor

    def get_queryset(self):
        return Worker.objects.visible_to(self.request.user).select_related("vendor").order_by("pk")

    @extend_schema(request=bodies.WorkerBody, responses={201: serializers.WorkerSerializer})
    def create(self, request, *args, **kwargs):
        given = self.body(bodies.WorkerBody)
        worker = enrol(given["vendor"], given["external_id"], user=given["user"], actor=request.user)
        return self.answer(worker, status=201)


class ContractViewSet(VendorRows):
    """What was agreed, until when, up to how much."""

    queryset = Contract.objects.none()
    serializer_class = serializers.ContractSerializer
    filterset_class = ByVendor

    def get_queryset(self):
        return Contract.objects.visible_to(self.request.user).select_related("vendor").order_by("pk")

    @extend_schema(request=bodies.ContractBody, responses={201: serializers.ContractSerializer})
    def create(self, request, *args, **kwargs):
        given = self.body(bodies.ContractBody)
        vendor = given.pop("vendor")
        return self.answer(contracts.sign_contract(vendor, actor=request.user, **given), status=201)


class RateViewSet(VendorRows):
    """Prices and the days they hold."""

    queryset = RateLine.objects.none()
    serializer_class = serializers.RateSerializer
    filterset_class = ByVendor

    def get_queryset(self):
        return RateLine.objects.visible_to(self.request.user).select_related("vendor").order_by("pk")

    @extend_schema(request=bodies.RateBody, responses={201: serializers.RateSerializer})
    def create(self, request, *args, **kwargs):
        given = self.body(bodies.RateBody)
        return self.answer(contracts.add_rate(given.pop("contract"), actor=request.user, **given), status=201)
