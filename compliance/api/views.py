from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from compliance.api import serializers
from compliance.choices import AgreementKind
from compliance.filters import TrailFilter
from compliance.models import Clearance, DataAgreement
from compliance.operations.agreement import file_agreement
from compliance.operations.clearance import decide_clearance, request_clearance, revoke_clearance
from dataops.audit.models import Event
from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from dataops.web.api.pagination import ByKey
from programs import permissions
from programs.choices import Sensitivity

READ = permissions.SEE_COMPLIANCE
READING = {"list": READ, "retrieve": READ}


class Rows(
    Idempotent, ReadsBodies, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    http_method_names = ["get", "post", "head", "options"]

    def answer(self, row, status=200):
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=status)


class AgreementViewSet(Rows):
    """Signed papers without which a vendor may not receive data of that kind."""

    queryset = DataAgreement.objects.none()
    serializer_class = serializers.AgreementSerializer
    filterset_fields = ["kind"]
    permission = {**READING, "create": permissions.MANAGE_AGREEMENTS}

    def get_queryset(self):
        return DataAgreement.objects.visible_to(self.request.user).select_related("vendor").order_by("pk")

    @extend_schema(request=serializers.AgreementBody, responses={201: serializers.AgreementSerializer})
    def create(self, request, *args, **kwargs):
        given = self.body(serializers.AgreementBody)
        vendor, kind = given.pop("vendor"), AgreementKind(given.pop("kind"))
        return self.answer(file_agreement(vendor, kind=kind, actor=request.user, **given), status=201)


class ClearanceViewSet(Rows):
    """Compliance's word on a program's data. Nobody decides on their own request."""

    queryset = Clearance.objects.none()
    serializer_class = serializers.ClearanceSerializer
    filterset_fields = ["state", "sensitivity"]
    permission = {
        **READING,
        "create": permissions.CHANGE_PROGRAM,
        "decide": permissions.CLEAR_PROGRAMS,
        "revoke": permissions.CLEAR_PROGRAMS,
    }

    @property
    def granted_on_object(self) -> bool:
        """Who may ask depends on the program in the body, so it is checked again where the body is read."""
        return self.action == "create"

    def get_serializer_class(self):
        return (
            serializers.ClearanceSerializer
            if self.action == "list"
            else serializers.ClearanceDetailSerializer
        )

    def get_queryset(self):
        visible = Clearance.objects.visible_to(self.request.user)
        return visible.select_related("program", "requested_by", "decided_by").order_by("pk")

    @extend_schema(request=serializers.ClearanceBody, responses={201: serializers.ClearanceDetailSerializer})
    def create(self, request, *args, **kwargs):
        given = self.body(serializers.ClearanceBody)
        self.check_object_permissions(request, given["program"])
        asked = {"sensitivity": Sensitivity(given["sensitivity"]), "basis": given["basis"]}
        program, user = given["program"], request.user
        return self.answer(request_clearance(program, actor=user, at=timezone.now(), **asked), status=201)

    @extend_schema(request=serializers.DecisionBody, responses=serializers.ClearanceDetailSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk):
        clearance, given = self.get_object(), self.body(serializers.DecisionBody)
        return self.answer(decide_clearance(clearance, actor=request.user, at=timezone.now(), **given))

    @extend_schema(request=serializers.RevokeBody, responses=serializers.ClearanceDetailSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request, pk):
        """Stop handing out what was granted, at once."""
        clearance, given = self.get_object(), self.body(serializers.RevokeBody)
        return self.answer(revoke_clearance(clearance, actor=request.user, at=timezone.now(), **given))


class ByEntry(ByKey):
    """Pages marked by an entry, so that the last of a million is as quick as the first."""

    page_size_query_param = None
    cursor_query_param = "page"


class TrailViewSet(Rows):
    """Who did what, newest first. Read only: nothing writes here but the operations themselves."""

    queryset = Event.objects.none()
    serializer_class = serializers.EventSerializer
    filterset_class = TrailFilter
    pagination_class = ByEntry
    http_method_names = ["get", "head", "options"]
    permission = {"list": permissions.SEE_TRAIL, "retrieve": permissions.SEE_TRAIL}

    def get_queryset(self):
        return Event.objects.select_related("actor", "target_type").newest_first()
