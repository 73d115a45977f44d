"""The labeler's side: take an item, answer it, pass it on. Works behind the vendor's wall."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from dataops.web.api.pagination import ByKey
from labeling.api import serializers
from labeling.filters import AnnotationFilter
from labeling.models import Annotation, Project, Slot
from labeling.operations import slot as slots
from labeling.operations.undo import undo_last
from programs import permissions
from vendors.models import Worker


class LabelerViewSet(Idempotent, ReadsBodies, viewsets.GenericViewSet):
    """What somebody who labels may do, on the items they hold."""

    queryset = Slot.objects.none()
    serializer_class = serializers.SlotSerializer
    filter_backends: list = []


class LeaseViewSet(LabelerViewSet):
    """`POST` hands out the next item of a project, or the one already held; 204 when there is none."""

    permission = dict.fromkeys(("create", "undo"), permissions.LABEL)

    def project(self):
        slug = self.body(serializers.LeaseSerializer)["project"]
        project = Project.objects.visible_to(self.request.user).filter(slug=slug).first()
        if project is None:
            raise ValidationError({"project": ["There is no project of this name."]})
        return project

    def worker(self):
        worker = Worker.objects.of_user(self.request.user).first()
        if worker is None:
            raise PermissionDenied("You are not enrolled as a labeler.")
        return worker

    @extend_schema(
        request=serializers.LeaseSerializer, responses={200: serializers.SlotSerializer, 204: None}
    )
    def create(self, request):
        slot = slots.lease_next(self.project(), self.worker(), at=timezone.now())
        return Response(self.get_serializer(slot).data) if slot else Response(status=204)

    @extend_schema(request=serializers.LeaseSerializer, responses=serializers.SlotSerializer)
    @action(detail=False, methods=["post"])
    def undo(self, request):
        project, worker = self.project(), self.worker()
        slot = undo_last(worker, project, actor=request.user, at=timezone.now())
        return Response(self.get_serializer(slot).data)


class SlotViewSet(LabelerViewSet):
    """The item at hand: answer it, skip it, or keep it for longer."""

    permission = dict.fromkeys(("submit", "skip", "renew"), permissions.LABEL)

    def get_queryset(self):
        return Slot.objects.visible_to(self.request.user)

    def held(self, pk):
        return get_object_or_404(self.get_queryset(), pk=pk)

    @extend_schema(request=serializers.SubmitSerializer, responses={201: serializers.AnswerSerializer})
    @action(detail=True, methods=["post"])
    def submit(self, request, pk):
        slot = self.held(pk)
        values = self.body(serializers.SubmitSerializer)
        try:
            annotation = slots.submit(slot, actor=request.user, at=timezone.now(), **values)
        except slots.UnknownCode as refusal:
            return Response({"code": [refusal.message]}, status=422)
        return Response(serializers.AnswerSerializer(annotation).data, status=201)

    @extend_schema(request=serializers.TokenSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def skip(self, request, pk):
        slot = self.held(pk)
        token = self.body(serializers.TokenSerializer)["token"]
        slots.skip(slot, token=token, actor=request.user, at=timezone.now())
        return Response(status=204)

    @extend_schema(request=serializers.RenewSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def renew(self, request, pk):
        slots.renew(self.held(pk), **self.body(serializers.RenewSerializer))
        return Response(status=204)


class AnnotationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Judgements: all that one's role sees, or those of one's own vendor."""

    permission = dict.fromkeys(("list", "retrieve"), permissions.SEE_LABELING)
    queryset = Annotation.objects.none()
    serializer_class = serializers.AnnotationSerializer
    pagination_class = ByKey
    filterset_class = AnnotationFilter

    def get_queryset(self):
        visible = Annotation.objects.visible_to(self.request.user)
        return visible.select_related("project", "batch", "task__item", "worker").order_by("-pk")


class OwnAnnotationViewSet(AnnotationViewSet):
    """One's own judgements, for who labels."""

    permission = dict.fromkeys(("list", "retrieve"), permissions.LABEL)

    def get_queryset(self):
        return super().get_queryset().filter(worker__user=self.request.user)


class VendorAnnotationViewSet(AnnotationViewSet):
    """The judgements of one's own vendor, for who answers for it."""

    permission = dict.fromkeys(("list", "retrieve"), permissions.SEE_OWN_VENDOR)
