from __future__ import annotations

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from labeling.api import serializers
from labeling.forms import MEGABYTE, SWITCHES, worker_map
from labeling.models import ImportRun
from labeling.operations.imports import start_import
from programs import permissions


class ImportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Files on their way in. The same file again goes on where it was, so no key is needed to send it twice."""

    permission = {
        **dict.fromkeys(("list", "retrieve", "faults"), permissions.SEE_LABELING),
        "create": permissions.MANAGE_LABELING,
    }
    queryset = ImportRun.objects.none()
    serializer_class = serializers.ImportSerializer
    parser_classes = [MultiPartParser]

    @property
    def granted_on_object(self) -> bool:
        return self.action == "create"

    def get_queryset(self):
        return ImportRun.objects.visible_to(self.request.user).select_related("project").order_by("-pk")

    @extend_schema(
        request={"multipart/form-data": serializers.StartImportSerializer},
        responses={201: serializers.ImportSerializer},
    )
    def create(self, request):
        serializer = serializers.StartImportSerializer(
            data=request.data, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        self.check_object_permissions(request, values["project"])
        run = start_import(
            values["project"],
            kind=values["kind"],
            file=values["file"],
            file_name=values["file"].name,
            options=_options(values),
            dataset=values.get("dataset"),
            actor=request.user,
        )
        return Response(self.get_serializer(run).data, status=201)

    @extend_schema(responses=serializers.FaultSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def faults(self, request, pk):
        rows = self.get_object().faults.order_by("row", "pk")
        return Response(serializers.FaultSerializer(rows, many=True).data)


def _options(values):
    return {
        **{name: values[name] for name in SWITCHES},
        "default_vendor": values["default_vendor"],
        "workers": _workers(values.get("workers")),
        "orders": dict(_order(pair) for pair in values["orders"]),
    }


def _workers(file):
    if file is None:
        return {}
    if file.size > min(settings.IMPORT_UPLOAD_LIMIT, 5 * MEGABYTE):
        raise ValidationError({"workers": ["The map is larger than 5 MB."]})
    try:
        return worker_map(file.read())
    except ValueError as fault:
        raise ValidationError({"workers": [str(fault)]}) from None


def _order(pair):
    slug, sign, number = pair.partition("=")
    if not (slug and sign and number):
        raise ValidationError({"orders": [f"{pair} is not of the form vendor=number."]})
    return slug, number
