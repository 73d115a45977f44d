"""Comments, what one follows and the search, for scripts; and what all rows about things have in common."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from dataops.web.api import work_serializers as serializers
from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.filters import refuse_unknown
from dataops.web.api.idempotency import Idempotent
from dataops.web.api.pagination import ByKey
from dataops.work import mentions, targets
from dataops.work.models import Comment, Subscription
from dataops.work.models.targeted import about as columns_of
from dataops.work.operations import comment as comments
from dataops.work.operations import subscription as subscriptions
from dataops.work.search import find

ANYBODY, STAFF = "programs.see_home", "programs.see_requests"


class ByAbout(filters.FilterSet):
    """Rows about one thing, as ``programs.milestone.12``; about one that one may not open there are none."""

    about = filters.CharFilter(method="narrowed")

    def narrowed(self, queryset, name: str, value: str):
        found = targets.find(self.request.user, value)
        return queryset.filter(**columns_of(found)) if found else queryset.none()


class WorkRows(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Rows about things, each as its reader may see it."""

    pagination_class = ByKey

    def get_queryset(self):
        rows = self.queryset.model.objects.visible_to(self.request.user)
        return rows.select_related("target_type").order_by("-pk")

    def standing(self, row: Any, *, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=status)


class CommentViewSet(WorkRows):
    """What people said about things. `author` is their number; a vendor reads what was said to it."""

    queryset = Comment.objects.none()
    serializer_class = serializers.CommentSerializer
    filterset_class = ByAbout
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permission = dict.fromkeys(["list", "people", "create", "partial_update", "destroy"], ANYBODY)

    @extend_schema(request=serializers.CommentBody)
    def create(self, request):
        asked = self.body(serializers.CommentBody)
        said = comments.add_comment(asked.pop("about"), actor=request.user, at=timezone.now(), **asked)
        return self.standing(said, status=201)

    @extend_schema(request=serializers.CommentChange)
    def partial_update(self, request, pk):
        own = self._own()
        asked = self.body(serializers.CommentChange)
        return self.standing(comments.edit_comment(own, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(
        parameters=[OpenApiParameter("about", str, required=True), OpenApiParameter("q", str, required=True)],
        responses=serializers.MentionableSerializer(many=True),
    )
    @action(detail=False, methods=["get"], filterset_class=None, filter_backends=[], pagination_class=None)
    def people(self, request):
        """Who may be mentioned there and goes by this beginning of a name or address."""
        refuse_unknown(request, {"about", "q"})
        asked = serializers.AboutBody(data=request.query_params, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        target, part = asked.validated_data["about"], request.query_params.get("q", "").strip()[:80]
        kind = targets.kind_of(target)
        is_shared = kind is not None and kind.vendor(target) is not None
        found = mentions.suggest(part, target, author=request.user, is_shared=is_shared) if part else []
        return Response(
            [{"handle": mentions.handle_of(person), "name": person.public_name} for person in found]
        )

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        comments.delete_comment(self._own(), actor=request.user, at=timezone.now())
        return Response(status=204)

    def _own(self) -> Comment:
        found = self.get_object()
        if found.author_id != self.request.user.pk:
            raise PermissionDenied
        return found


class SubscriptionViewSet(WorkRows):
    """What one follows beside what one is responsible for."""

    queryset = Subscription.objects.none()
    serializer_class = serializers.SubscriptionSerializer
    http_method_names = ["get", "post", "head", "options"]
    permission = dict.fromkeys(["list", "create", "end"], ANYBODY)

    def get_queryset(self):
        return super().get_queryset().filter(targets.about_seen(self.request.user))

    @extend_schema(request=serializers.AboutBody)
    def create(self, request):
        target = self.body(serializers.AboutBody)["about"]
        subscriptions.follow(target, actor=request.user)
        return self.standing(self.get_queryset().get(**columns_of(target)), status=201)

    @extend_schema(request=serializers.AboutBody)
    @action(detail=False, methods=["post"])
    def end(self, request):
        target = self.body(serializers.AboutBody)["about"]
        subscriptions.unfollow(target, actor=request.user)
        return self.standing(self.get_queryset().get(**columns_of(target)))


class Search(APIView):
    """Everything one may see that matches a text of two letters or more."""

    permission = ANYBODY

    @extend_schema(parameters=[OpenApiParameter("q", str)], responses=serializers.HitSerializer(many=True))
    def get(self, request):
        hits = find(request.user, request.query_params.get("q", ""), per_noun=20)
        return Response(serializers.HitSerializer(hits, many=True).data)
