from __future__ import annotations

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.api import request_parts
from programs.api import request_serializers as serializers
from programs.api.triage_views import TRIAGED, Triaged
from programs.choices import RequestState
from programs.filters.request import TriageFilter
from programs.models import DataRequest
from programs.operations import request as operations

READ = permissions.SEE_REQUESTS
WRITE = permissions.SUBMIT_REQUESTS
TRIAGE = permissions.TRIAGE_REQUESTS
# What only who asks may do with a request; for everybody else there is none to do it with.
OF_THE_REQUESTER = frozenset(
    {*request_parts.WRITTEN, "partial_update", "destroy", "submit", "reply", "answer_estimate"}
)


class RequestFilter(TriageFilter):
    """The filters of the pages, and whose."""

    state = filters.ChoiceFilter(choices=RequestState.choices)
    mine = filters.BooleanFilter(method="only_mine", label="Only one's own")

    def only_mine(self, queryset, name, value):
        return queryset.asked_by(self.request.user) if value else queryset


class RequestViewSet(
    request_parts.RequestParts,
    Triaged,
    Idempotent,
    ReadsBodies,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet,
):
    """Requests for data: written and sent by who asks, scored and decided by triage."""

    queryset = DataRequest.objects.none()
    serializer_class = serializers.RequestSerializer
    filterset_class = RequestFilter
    lookup_field = "number"
    lookup_value_regex = "[A-Za-z0-9-]{1,20}"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permission = {
        **dict.fromkeys(request_parts.WRITTEN, WRITE),
        **dict.fromkeys(["list", "retrieve", *request_parts.READ], READ),
        **dict.fromkeys(["create", "partial_update", "destroy", "submit", "reply"], WRITE),
        **dict.fromkeys(["ask", "score", "decline", "duplicate", "accept", "rank"], TRIAGE),
        **TRIAGED,
    }

    def get_queryset(self):
        visible = DataRequest.objects.visible_to(self.request.user)
        if self.action in OF_THE_REQUESTER:
            visible = visible.asked_by(self.request.user)
        related = visible.select_related("requester", "decided_by", "program", "duplicate_of", "verdict")
        parts = ("criteria", "attachments__added_by", "clocks", "estimates__made_by", "messages__author")
        return related.prefetch_related(*parts).order_by("-pk")

    def answer(self, request: DataRequest, status: int = 200) -> Response:
        fresh = self.get_queryset().get(pk=request.pk)
        return Response(self.get_serializer(fresh).data, status=status)

    @extend_schema(request=serializers.AnswersSerializer)
    def create(self, request, *args, **kwargs):
        answers = self.body(serializers.AnswersSerializer, partial=True)
        return self.answer(operations.start_draft(answers, actor=request.user), status=201)

    @extend_schema(request=serializers.AnswersSerializer)
    def partial_update(self, request, *args, **kwargs):
        found = self.get_object()
        answers = self.body(serializers.AnswersSerializer, partial=True, instance=found)
        return self.answer(operations.save_step(found, answers, actor=request.user))

    def perform_destroy(self, instance):
        operations.delete_draft(instance, actor=self.request.user)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def submit(self, request, number):
        found = self.get_object()
        return self.answer(operations.submit(found, actor=request.user, at=timezone.now()))

    @extend_schema(request=serializers.MessageBody)
    @action(detail=True, methods=["post"])
    def reply(self, request, number):
        found, said = self.get_object(), self.body(serializers.MessageBody)
        return self.answer(operations.reply(found, said["body"], actor=request.user, at=timezone.now()))

    @extend_schema(request=serializers.AskBody)
    @action(detail=True, methods=["post"])
    def ask(self, request, number):
        found, said = self.get_object(), self.body(serializers.AskBody)
        return self.answer(operations.ask(found, actor=request.user, at=timezone.now(), **said))

    @extend_schema(request=serializers.ScoreBody)
    @action(detail=True, methods=["post"])
    def score(self, request, number):
        found, given = self.get_object(), self.body(serializers.ScoreBody)
        return self.answer(operations.score(found, actor=request.user, **given))

    @extend_schema(request=serializers.RankBody)
    @action(detail=True, methods=["post"])
    def rank(self, request, number):
        found, given = self.get_object(), self.body(serializers.RankBody)
        if given["rank"] is None:
            return self.answer(operations.restore_rank(found, actor=request.user))
        return self.answer(operations.override_rank(found, actor=request.user, **given))

    @extend_schema(request=serializers.ReasonBody)
    @action(detail=True, methods=["post"])
    def decline(self, request, number):
        found, given = self.get_object(), self.body(serializers.ReasonBody)
        declined = operations.decline(found, actor=request.user, at=timezone.now(), **given)
        return self.answer(declined)

    @extend_schema(request=serializers.DuplicateBody)
    @action(detail=True, methods=["post"])
    def duplicate(self, request, number):
        found, given = self.get_object(), self.body(serializers.DuplicateBody)
        closed = operations.mark_duplicate(found, actor=request.user, at=timezone.now(), **given)
        return self.answer(closed)

    @extend_schema(request=serializers.AcceptBody)
    @action(detail=True, methods=["post"])
    def accept(self, request, number):
        found, how = self.get_object(), self.body(serializers.AcceptBody)
        operations.accept(found, actor=request.user, at=timezone.now(), **how)
        return self.answer(found)
