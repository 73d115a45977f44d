"""Comments, notifications, what one follows, action items, webhooks and the search, for scripts."""

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
from dataops.web.api.idempotency import Idempotent
from dataops.web.api.pagination import ByKey
from dataops.work import targets
from dataops.work.choices import ActionState, News
from dataops.work.models import ActionItem, Comment, Notification, Subscription, Webhook
from dataops.work.models.targeted import about as columns_of
from dataops.work.models.webhook import LOOKS_AFTER
from dataops.work.operations import action as actions
from dataops.work.operations import comment as comments
from dataops.work.operations import notification as notifications
from dataops.work.operations import subscription as subscriptions
from dataops.work.operations import webhook as webhooks
from dataops.work.search import find

ANYBODY, STAFF = "programs.see_home", "programs.see_requests"
CHANGE_PROGRAM = "programs.change_program"


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
    permission = dict.fromkeys(["list", "create", "partial_update", "destroy"], ANYBODY)

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

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        comments.delete_comment(self._own(), actor=request.user, at=timezone.now())
        return Response(status=204)

    def _own(self) -> Comment:
        found = self.get_object()
        if found.author_id != self.request.user.pk:
            raise PermissionDenied
        return found


class NewsFilter(filters.FilterSet):
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    news = filters.ChoiceFilter(choices=News.choices)

    class Meta:
        model = Notification
        fields: list[str] = []


class NotificationViewSet(WorkRows):
    """What one was told; about what one may not see any more nothing is said."""

    queryset = Notification.objects.none()
    serializer_class = serializers.NotificationSerializer
    filterset_class = NewsFilter
    http_method_names = ["get", "post", "head", "options"]
    permission = dict.fromkeys(["list", "read", "unread"], ANYBODY)

    def get_queryset(self):
        return super().get_queryset().filter(targets.about_seen(self.request.user))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def read(self, request, pk):
        found = self.get_object()
        notifications.mark_read(found, actor=request.user, at=timezone.now())
        return self.standing(found)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def unread(self, request, pk):
        found = self.get_object()
        notifications.mark_unread(found, actor=request.user)
        return self.standing(found)


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


class ActionFilter(ByAbout):
    state = filters.ChoiceFilter(choices=ActionState.choices)
    owner = filters.CharFilter(field_name="owner__email", label="The address of one owner")
    due_before = filters.DateFilter(field_name="due_on", lookup_expr="lt")

    class Meta:
        model = ActionItem
        fields: list[str] = []


class ActionViewSet(WorkRows):
    """Action items: added to things, changed upon a version, finished, or waived with a reason."""

    queryset = ActionItem.objects.none()
    serializer_class = serializers.ActionSerializer
    filterset_class = ActionFilter
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = dict.fromkeys(["list", "create", "partial_update", "finish", "waive", "reopen"], STAFF)

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("target_type", "owner__organisation", "given_by__organisation")
        )

    @extend_schema(request=serializers.ActionBody)
    def create(self, request):
        asked = self.body(serializers.ActionBody)
        about, now = asked.pop("about"), timezone.now()
        item = actions.add_action(about, source="By hand", actor=request.user, at=now, **asked)
        return self.standing(item, status=201)

    @extend_schema(request=serializers.ActionChange)
    def partial_update(self, request, pk):
        item, asked = self._own(), self.body(serializers.ActionChange)
        kept = {"title": item.title, "owner": item.owner, "due_on": item.due_on}
        return self.standing(
            actions.change_action(item, actor=request.user, at=timezone.now(), **kept | asked)
        )

    @extend_schema(request=serializers.NoteBody)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk):
        item, asked = self._own(), self.body(serializers.NoteBody)
        return self.standing(actions.finish_action(item, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(request=serializers.WaiveBody)
    @action(detail=True, methods=["post"])
    def waive(self, request, pk):
        item, asked = self._own(), self.body(serializers.WaiveBody)
        return self.standing(actions.waive_action(item, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk):
        return self.standing(actions.reopen_action(self._own(), actor=request.user))

    def _own(self) -> ActionItem:
        """Who does it, who asked for it, and who may change the program."""
        item, user = self.get_object(), self.request.user
        if user.pk in (item.owner_id, item.given_by_id):
            return item
        program = targets.kinds["programs.program"].load(user).filter(pk=item.program_id).first()
        if program is None or not (user.has_perm(CHANGE_PROGRAM) or user.has_perm(CHANGE_PROGRAM, program)):
            raise PermissionDenied
        return item


class WebhookViewSet(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Addresses outside that are told of events. The secret stands in the answer that registers one."""

    queryset = Webhook.objects.none()
    serializer_class = serializers.WebhookSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = dict.fromkeys(["list", "create", "partial_update", "on", "off"], LOOKS_AFTER)

    def get_queryset(self):
        return Webhook.objects.visible_to(self.request.user).order_by("name")

    @extend_schema(request=serializers.WebhookBody, responses={201: serializers.IssuedWebhook})
    def create(self, request):
        asked = self.body(serializers.WebhookBody)
        hook, secret = webhooks.register_webhook(actor=request.user, **asked)
        return Response(self.get_serializer(hook).data | {"secret": secret}, status=201)

    def repeated(self, answer):
        """The secret is told once and kept nowhere in plain."""
        return {name: told for name, told in answer.items() if name != "secret"}

    @extend_schema(request=serializers.WebhookChange)
    def partial_update(self, request, pk):
        hook, asked = self.get_object(), self.body(serializers.WebhookChange)
        kept = {"name": hook.name, "url": hook.url, "verbs": hook.verbs}
        changed = webhooks.change_webhook(hook, actor=request.user, **kept | asked)
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def on(self, request, pk):
        return self._switched(is_active=True)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def off(self, request, pk):
        return self._switched(is_active=False)

    def _switched(self, *, is_active: bool) -> Response:
        hook = self.get_object()
        webhooks.switch_webhook(hook, is_active=is_active, actor=self.request.user)
        return Response(self.get_serializer(self.get_queryset().get(pk=hook.pk)).data)


class Search(APIView):
    """Everything one may see that matches a text of two letters or more."""

    permission = ANYBODY

    @extend_schema(parameters=[OpenApiParameter("q", str)], responses=serializers.HitSerializer(many=True))
    def get(self, request):
        hits = find(request.user, request.query_params.get("q", ""), per_noun=20)
        return Response(serializers.HitSerializer(hits, many=True).data)
