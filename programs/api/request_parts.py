"""Criteria, files, the way of a request and what its requester says of it: mixed into the requests' viewset."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from dataops.web.downloads import kept_file
from programs.api import outcome_serializers as serializers
from programs.models import DataRequest
from programs.operations import request as operations
from programs.reports.similar import similar_to
from programs.reports.stages import way_of

WRITTEN = (
    *("add_criterion", "remove_criterion", "attach", "detach", "follow"),
    *("judge", "record_metric", "rate"),
)
READ = ("way", "file", "similar")


class RequestParts:
    """Mix in before a viewset of requests."""

    @extend_schema(request=serializers.CriterionBody)
    @action(detail=True, methods=["post"], url_path="criteria")
    def add_criterion(self, request, number):
        found, said = self.get_object(), self.body(serializers.CriterionBody)
        operations.add_criterion(found, actor=request.user, **said)
        return self.answer(found, 201)

    @extend_schema(request=serializers.PartBody)
    @action(detail=True, methods=["post"], url_path="remove-criterion")
    def remove_criterion(self, request, number):
        found, said = self.get_object(), self.body(serializers.PartBody)
        operations.remove_criterion(get_object_or_404(found.criteria, pk=said["part"]), actor=request.user)
        return self.answer(found)

    @extend_schema(request={"multipart/form-data": serializers.FileBody})
    @action(detail=True, methods=["post"], url_path="files", parser_classes=[MultiPartParser])
    def attach(self, request, number):
        found, said = self.get_object(), self.body(serializers.FileBody)
        operations.attach(found, said["file"], name=said["file"].name, actor=request.user)
        return self.answer(found, 201)

    @extend_schema(
        parameters=[OpenApiParameter("file", int, OpenApiParameter.PATH)],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["get"], url_path=r"files/(?P<file>[^/.]+)")
    def file(self, request, number, file):
        kept = get_object_or_404(self.get_object().attachments, pk=file)
        return kept_file(kept.file.open("rb"), name=kept.file_name, content_type=kept.content_type)

    @extend_schema(request=serializers.PartBody)
    @action(detail=True, methods=["post"], url_path="remove-file")
    def detach(self, request, number):
        found, said = self.get_object(), self.body(serializers.PartBody)
        operations.detach(get_object_or_404(found.attachments, pk=said["part"]), actor=request.user)
        return self.answer(found)

    @extend_schema(responses=serializers.SimilarSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def similar(self, request, number):
        alike = similar_to(self.get_object(), request.user)
        return Response(serializers.SimilarSerializer(alike, many=True).data)

    @extend_schema(request=serializers.FollowBody)
    @action(detail=True, methods=["post"])
    def follow(self, request, number):
        found, said = self.get_object(), self.body(serializers.FollowBody)
        other = get_object_or_404(DataRequest.objects.visible_to(request.user), number=said["request"])
        operations.follow_instead(found, other, actor=request.user, at=timezone.now())
        return self.answer(found)

    @extend_schema(responses=serializers.WaySerializer)
    @action(detail=True, methods=["get"])
    def way(self, request, number):
        return Response(self._way(self.get_object()))

    @extend_schema(request=serializers.JudgeBody, responses=serializers.WaySerializer)
    @action(detail=True, methods=["post"], url_path="verdict")
    def judge(self, request, number):
        found, said = self.get_object(), self.body(serializers.JudgeBody)
        operations.judge(found, actor=request.user, at=timezone.now(), **said)
        return Response(self._way(found))

    @extend_schema(request=serializers.MetricAfterBody, responses=serializers.WaySerializer)
    @action(detail=True, methods=["post"], url_path="metric-after")
    def record_metric(self, request, number):
        found, said = self.get_object(), self.body(serializers.MetricAfterBody)
        operations.record_metric_after(found, actor=request.user, at=timezone.now(), **said)
        return Response(self._way(found))

    @extend_schema(request=serializers.RateBody, responses=serializers.WaySerializer)
    @action(detail=True, methods=["post"], url_path="satisfaction")
    def rate(self, request, number):
        found, said = self.get_object(), self.body(serializers.RateBody)
        operations.rate(found, actor=request.user, at=timezone.now(), **said)
        return Response(self._way(found))

    def _way(self, request: DataRequest):
        fresh = self.get_queryset().get(pk=request.pk)
        way = way_of(fresh, on=timezone.now().date())
        return serializers.WaySerializer(way, context=self.get_serializer_context()).data
