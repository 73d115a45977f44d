"""What people do together, in JSON."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from rest_framework import serializers

from dataops.base.limits import one_line
from dataops.web.api.bodies import Revision, seen_version
from dataops.web.api.fields import DayField
from dataops.work import targets
from dataops.work.models import ActionItem, Comment, Notification, Subscription, Webhook
from dataops.work.models.comment import LONGEST


class AboutField(serializers.CharField):
    """A thing that has a page, as ``programs.milestone.12``: looked up among what its sender may open."""

    def to_internal_value(self, data):
        found = targets.find(self.context["request"].user, super().to_internal_value(data))
        if found is None:
            raise serializers.ValidationError("There is no such thing, or you may not open it.")
        return found


class About(serializers.ModelSerializer):
    about = serializers.SerializerMethodField()

    def get_about(self, row) -> str:
        return f"{row.target_type.app_label}.{row.target_type.model}.{row.target_id}"


class CommentSerializer(About):
    class Meta:
        model = Comment
        fields = [
            "id",
            "about",
            "author",
            "body",
            "is_shared",
            "said_at",
            "edited_at",
            "deleted_at",
            "version",
        ]
        read_only_fields = fields


class CommentBody(serializers.Serializer):
    about = AboutField()
    body = serializers.CharField(max_length=LONGEST)
    is_shared = serializers.BooleanField(default=False)


class CommentChange(serializers.Serializer):
    body = serializers.CharField(max_length=LONGEST)
    version = seen_version()


class NotificationSerializer(About):
    class Meta:
        model = Notification
        fields = ["id", "about", "news", "verb", "sentence", "at", "read_at"]
        read_only_fields = fields


class SubscriptionSerializer(About):
    class Meta:
        model = Subscription
        fields = ["id", "about", "why", "is_muted"]
        read_only_fields = fields


class AboutBody(serializers.Serializer):
    about = AboutField()


class MentionableSerializer(serializers.Serializer):
    handle = serializers.CharField()
    name = serializers.CharField()


class ActionSerializer(About):
    owner = serializers.EmailField(source="owner.email")

    class Meta:
        model = ActionItem
        fields = [
            "id", "about", "title", "owner", "due_on", "source", "state", "note", "closed_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class ActionFields(serializers.Serializer):
    title = serializers.CharField(max_length=200, validators=[one_line])
    owner = serializers.SlugRelatedField(slug_field="email", queryset=get_user_model().objects.none())
    due_on = DayField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            people = get_user_model().objects.visible_to(request.user).active().select_related("organisation")
            self.fields["owner"].queryset = people


class ActionBody(ActionFields):
    about = AboutField()


class ActionChange(Revision, ActionFields):
    """Change some of it, upon a version."""


class NoteBody(serializers.Serializer):
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class WaiveBody(serializers.Serializer):
    reason = serializers.CharField(max_length=2000)


class WebhookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Webhook
        fields = ["id", "name", "url", "verbs", "is_active", "failures", "disabled_reason", "version"]
        read_only_fields = fields


class WebhookBody(serializers.Serializer):
    name = serializers.CharField(max_length=80, validators=[one_line])
    url = serializers.CharField(max_length=500)
    verbs = serializers.ListField(
        child=serializers.RegexField(r"\A[a-z_]{1,40}\Z"), max_length=40, default=list
    )


class IssuedWebhook(WebhookSerializer):
    """With the secret, this once."""

    secret = serializers.CharField()

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]


class WebhookChange(Revision, WebhookBody):
    """Change some of it, upon a version."""


class HitSerializer(serializers.Serializer):
    noun = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    url = serializers.CharField()
