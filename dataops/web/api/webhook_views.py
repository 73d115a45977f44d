"""Addresses outside that are told of events, and what was sent to them, for scripts."""

from __future__ import annotations

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.web.api import work_serializers as bodies
from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from dataops.web.api.pagination import ByKey
from dataops.work.models import Webhook, WebhookDelivery
from dataops.work.models.webhook import LOOKS_AFTER, DeliveryState
from dataops.work.operations import webhook as webhooks
from dataops.work.operations.webhook_delivery import deliver_again


class WebhookViewSet(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Addresses outside that are told of events. The secret stands in the answer that registers one."""

    queryset = Webhook.objects.none()
    serializer_class = bodies.WebhookSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = dict.fromkeys(["list", "create", "partial_update", "on", "off"], LOOKS_AFTER)

    def get_queryset(self):
        return Webhook.objects.visible_to(self.request.user).order_by("name")

    @extend_schema(request=bodies.WebhookBody, responses={201: bodies.IssuedWebhook})
    def create(self, request):
        asked = self.body(bodies.WebhookBody)
        hook, secret = webhooks.register_webhook(actor=request.user, **asked)
        return Response(self.get_serializer(hook).data | {"secret": secret}, status=201)

    def repeated(self, answer):
        """The secret is told once and kept nowhere in plain."""
        return {name: told for name, told in answer.items() if name != "secret"}

    @extend_schema(request=bodies.WebhookChange)
    def partial_update(self, request, pk):
        hook, asked = self.get_object(), self.body(bodies.WebhookChange)
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


class WebhookDeliverySerializer(serializers.ModelSerializer):
    verb = serializers.CharField(source="event.verb")

    class Meta:
        model = WebhookDelivery
        fields = [
            *("id", "webhook", "event", "verb", "state", "attempts", "next_at", "sent_at"),
            *("status", "outcome", "milliseconds"),
        ]
        read_only_fields = fields


class DeliveryFilter(filters.FilterSet):
    webhook = filters.NumberFilter(field_name="webhook_id", min_value=0, max_value=2**31)
    state = filters.ChoiceFilter(choices=DeliveryState.choices)

    class Meta:
        model = WebhookDelivery
        fields: list[str] = []


class WebhookDeliveryViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Everything that was sent or waits, newest first; `again` promises one once more."""

    queryset = WebhookDelivery.objects.none()
    serializer_class = WebhookDeliverySerializer
    filterset_class = DeliveryFilter
    pagination_class = ByKey
    http_method_names = ["get", "post", "head", "options"]
    permission = dict.fromkeys(["list", "again"], LOOKS_AFTER)

    def get_queryset(self):
        seen = WebhookDelivery.objects.visible_to(self.request.user)
        return seen.select_related("event", "webhook").order_by("-pk")

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def again(self, request, pk):
        found = self.get_object()
        deliver_again(found, actor=request.user, at=timezone.now())
        return Response(self.get_serializer(self.get_queryset().get(pk=found.pk)).data)
