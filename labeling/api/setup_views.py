"""Projects, their versions, datasets and batches, for those who set labeling up."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from labeling.api import serializers
from labeling.filters import BatchApiFilter, ProjectFilter
from labeling.models import Batch, Dataset, Project
from labeling.operations import batch as batches
from labeling.operations import dataset as datasets
from labeling.operations import project as projects
from labeling.operations.rework import reopen_share
from labeling.operations.withdrawal import withdraw_share
from programs import permissions


class OnPrograms(Idempotent, ReadsBodies, viewsets.GenericViewSet):
    """Reading goes by role; writing by a right on the program that the address or the body names."""

    @property
    def granted_on_object(self) -> bool:
        return self.permission.get(self.action) == permissions.MANAGE_LABELING


class ProjectViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OnPrograms):
    """Labeling projects, and the versions of their schema and guideline."""

    permission = {
        "list": permissions.SEE_LABELING,
        "retrieve": permissions.SEE_LABELING,
        "create": permissions.MANAGE_LABELING,
        "close": permissions.MANAGE_LABELING,
        **dict.fromkeys(("schemas", "guidelines"), permissions.SEE_LABELING),
        **dict.fromkeys(("publish_schema", "publish_guideline"), permissions.MANAGE_LABELING),
    }
    queryset = Project.objects.none()
    serializer_class = serializers.ProjectSerializer
    filterset_class = ProjectFilter
    lookup_field = "slug"

    def get_queryset(self):
        visible = Project.objects.visible_to(self.request.user)
        return visible.select_related("program", "request").order_by("-pk")

    @extend_schema(request=serializers.OpenProjectSerializer, responses={201: serializers.ProjectSerializer})
    def create(self, request):
        values = self.body(serializers.OpenProjectSerializer)
        self.check_object_permissions(request, values["program"])
        project = projects.open_project(actor=request.user, at=timezone.now(), **values)
        return Response(self.get_serializer(project).data, status=201)

    @extend_schema(request=None, responses=serializers.ProjectSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, slug):
        project = self.get_object()
        projects.close_project(project, actor=request.user)
        project.refresh_from_db()
        return Response(self.get_serializer(project).data)

    @extend_schema(responses=serializers.SchemaSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def schemas(self, request, slug):
        versions = self.get_object().schemas.order_by("-number")
        return Response(serializers.SchemaSerializer(versions, many=True).data)

    @extend_schema(request=serializers.SchemaSerializer, responses={201: serializers.SchemaSerializer})
    @schemas.mapping.post
    def publish_schema(self, request, slug):
        project, values = self.get_object(), self.body(serializers.SchemaSerializer)
        schema = projects.publish_schema(project, actor=request.user, at=timezone.now(), **values)
        return Response(serializers.SchemaSerializer(schema).data, status=201)

    @extend_schema(responses=serializers.GuidelineSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def guidelines(self, request, slug):
        versions = self.get_object().guidelines.order_by("-number")
        return Response(serializers.GuidelineSerializer(versions, many=True).data)

    @extend_schema(request=serializers.GuidelineSerializer, responses={201: serializers.GuidelineSerializer})
    @guidelines.mapping.post
    def publish_guideline(self, request, slug):
        project, values = self.get_object(), self.body(serializers.GuidelineSerializer)
        guideline = projects.publish_guideline(project, actor=request.user, at=timezone.now(), **values)
        return Response(serializers.GuidelineSerializer(guideline).data, status=201)


class DatasetViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OnPrograms):
    """Datasets of the programs one sees."""

    permission = {
        **dict.fromkeys(("list", "retrieve"), permissions.SEE_LABELING),
        "create": permissions.MANAGE_LABELING,
    }
    queryset = Dataset.objects.none()
    serializer_class = serializers.DatasetSerializer

    def get_queryset(self):
        return Dataset.objects.visible_to(self.request.user).select_related("program").order_by("-pk")

    @extend_schema(request=serializers.DatasetSerializer, responses={201: serializers.DatasetSerializer})
    def create(self, request):
        values = self.body(serializers.DatasetSerializer)
        self.check_object_permissions(request, values["program"])
        dataset = datasets.add_dataset(actor=request.user, **values)
        return Response(self.get_serializer(dataset).data, status=201)


class BatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OnPrograms):
    """Batches: prepare them from a dataset, issue them to a work order, have rejected work done again."""

    permission = {
        **dict.fromkeys(("list", "retrieve"), permissions.SEE_LABELING),
        **dict.fromkeys(("prepare", "issue", "reopen", "withdraw"), permissions.MANAGE_LABELING),
    }
    queryset = Batch.objects.none()
    serializer_class = serializers.BatchSerializer
    filterset_class = BatchApiFilter
    lookup_field = "number"

    def get_queryset(self):
        visible = Batch.objects.visible_to(self.request.user)
        parts = ("project__program", "schema", "guideline")
        return (
            visible.select_related(*parts)
            .prefetch_related("shares__vendor", "shares__work_order")
            .order_by("-pk")
        )

    @extend_schema(
        request=serializers.PrepareSerializer, responses={201: serializers.BatchSerializer(many=True)}
    )
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def prepare(self, request):
        values = self.body(serializers.PrepareSerializer)
        self.check_object_permissions(request, values["project"])
        made = batches.prepare_batches(actor=request.user, **values)
        found = self.get_queryset().filter(pk__in=[batch.pk for batch in made])
        return Response(self.get_serializer(found, many=True).data, status=201)

    @extend_schema(request=serializers.IssueSerializer, responses={201: serializers.ShareSerializer})
    @action(detail=True, methods=["post"])
    def issue(self, request, number):
        batch, values = self.get_object(), self.body(serializers.IssueSerializer)
        order = values.pop("work_order")
        share = batches.issue(batch, order, actor=request.user, at=timezone.now(), **values)
        return Response(serializers.ShareSerializer(share).data, status=201)

    @extend_schema(request=serializers.ReopenSerializer, responses=serializers.ShareSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, number):
        batch, values = self.get_object(), self.body(serializers.ReopenSerializer)
        share = self._share(batch, values["work_order"])
        share = reopen_share(share, due_on=values["due_on"], actor=request.user, at=timezone.now())
        return Response(serializers.ShareSerializer(share).data)

    @extend_schema(request=serializers.WithdrawSerializer, responses=serializers.BatchSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, number):
        batch, values = self.get_object(), self.body(serializers.WithdrawSerializer)
        share = self._share(batch, values["work_order"])
        withdraw_share(share, reason=values["reason"], actor=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    def _share(self, batch, order):
        """The order's part of the batch: the newest, where an earlier one was taken back."""
        share = batch.shares.filter(work_order=order).order_by("-pk").first()
        if share is None:
            raise Http404
        return share
