"""Types of requests in JSON: read by whoever asks, changed by administrators."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from dataops.base.limits import MOST, one_line
from dataops.web.api.bodies import ReadsBodies, Revision
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.choices import QuestionKind
from programs.forms.request_type import MOST_PLACE
from programs.models import RequestQuestion, RequestType
from programs.models.request import ANSWERS
from programs.models.request_type import LONGEST_HINT
from programs.operations import request_type as operations
from programs.rules.request_type import LONGEST_OPTION


class QuestionSerializer(serializers.ModelSerializer):
    options = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = RequestQuestion
        fields = ["id", "label", "hint", "kind", "options", "is_required"]


class RequestTypeSerializer(serializers.ModelSerializer):
    required = serializers.ListField(source="asking.required", child=serializers.CharField(), read_only=True)
    not_asked = serializers.ListField(child=serializers.CharField(), read_only=True)
    hints = serializers.DictField(child=serializers.CharField(), read_only=True)
    questions = QuestionSerializer(many=True, read_only=True)

    class Meta:
        model = RequestType
        fields = [
            *("kind", "name", "description", "required", "not_asked", "hints", "questions"),
            *("place", "is_offered", "version"),
        ]
        read_only_fields = fields


class ChangeTypeBody(Revision):
    name = serializers.CharField(max_length=120, validators=[one_line])
    description = serializers.CharField(max_length=300, validators=[one_line], allow_blank=True)
    required = serializers.ListField(child=serializers.ChoiceField(choices=ANSWERS))
    not_asked = serializers.ListField(child=serializers.ChoiceField(choices=ANSWERS))
    hints = serializers.DictField(child=serializers.CharField(max_length=LONGEST_HINT, validators=[one_line]))
    place = serializers.IntegerField(min_value=1, max_value=MOST_PLACE)
    is_offered = serializers.BooleanField()


class QuestionBody(serializers.Serializer):
    label = serializers.CharField(max_length=120, validators=[one_line])
    hint = serializers.CharField(max_length=LONGEST_HINT, required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    options = serializers.ListField(child=serializers.CharField(max_length=LONGEST_OPTION), required=False)
    is_required = serializers.BooleanField(required=False)


class RemoveQuestionBody(serializers.Serializer):
    question = serializers.IntegerField(min_value=1, max_value=MOST)


class RequestTypeViewSet(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """What each type of request asks; a request that was sent keeps what it was asked."""

    queryset = RequestType.objects.none()
    serializer_class = RequestTypeSerializer
    lookup_field = "kind"
    lookup_value_regex = "[a-z0-9_-]{1,20}"
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        "list": permissions.SUBMIT_REQUESTS,
        **dict.fromkeys(["partial_update", "add_question", "remove_question"], permissions.MANAGE_INTAKE),
    }

    def get_queryset(self):
        return RequestType.objects.in_order()

    def standing(self, pk: int, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=status)

    @extend_schema(request=ChangeTypeBody)
    def partial_update(self, request, kind):
        asked = self.body(ChangeTypeBody)
        return self.standing(operations.change_type(self.get_object(), actor=request.user, **asked).pk)

    @extend_schema(request=QuestionBody)
    @action(detail=True, methods=["post"], url_path="questions")
    def add_question(self, request, kind):
        found = self.get_object()
        operations.add_question(found, actor=request.user, **self.body(QuestionBody))
        return self.standing(found.pk, 201)

    @extend_schema(request=RemoveQuestionBody)
    @action(detail=True, methods=["post"], url_path="remove-question")
    def remove_question(self, request, kind):
        found, asked = self.get_object(), self.body(RemoveQuestionBody)
        question = get_object_or_404(found.questions, pk=asked["question"])
        operations.remove_question(question, actor=request.user)
        return self.standing(found.pk)
