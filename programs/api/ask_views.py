"""Asks of one program in JSON."""

from __future__ import annotations

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.api.bodies import Revision, seen_version
from dataops.web.api.fields import DayField
from programs import permissions
from programs.api.plan_views import PlanViewSet
from programs.choices import AskState, Dimension
from programs.forms.ask import can_be_asked
from programs.models import Ask
from programs.operations import ask as operations


class AskSerializer(serializers.ModelSerializer):
    owner = serializers.EmailField(source="owner.email")
    asked_by = serializers.EmailField(source="asked_by.email")

    class Meta:
        model = Ask
        fields = [
            "id", "what", "recommendation", "dimension", "owner", "needed_by", "asked_by", "asked_on", "state",
            "answer", "closed_on", "version",
        ]  # fmt: skip
        read_only_fields = fields


class AskBody(serializers.Serializer):
    what = serializers.CharField(max_length=200, validators=[one_line])
    owner = serializers.SlugRelatedField(slug_field="email", queryset=User.objects.none())
    needed_by = DayField()
    recommendation = serializers.CharField(max_length=300, required=False, allow_blank=True)
    dimension = serializers.ChoiceField(choices=Dimension.choices, required=False, allow_blank=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if program := self.context.get("program"):
            self.fields["owner"].queryset = can_be_asked(program)


class AskChangeBody(Revision, AskBody):
    pass


class AnswerBody(serializers.Serializer):
    version = seen_version()
    state = serializers.ChoiceField(choices=[AskState.MET, AskState.REFUSED])
    answer = serializers.CharField(max_length=500)


class WithdrawBody(serializers.Serializer):
    version = seen_version()
    reason = serializers.CharField(max_length=500)


class AskFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=AskState.choices)

    class Meta:
        model = Ask
        fields: list[str] = []


class AskViewSet(PlanViewSet):
    """What the program needs from somebody by a day; whoever is asked may answer."""

    queryset = Ask.objects.none()
    serializer_class = AskSerializer
    filterset_class = AskFilter
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        **dict.fromkeys(["list", "reply"], permissions.SEE_PROGRAMS),
        **dict.fromkeys(["create", "partial_update", "withdraw"], permissions.PUBLISH_REPORTS),
    }

    def get_queryset(self):
        return self.program.asks.select_related("owner", "asked_by", "program").order_by("needed_by", "pk")

    @extend_schema(request=AskBody)
    def create(self, request, program):
        asked = self.body(AskBody)
        made = operations.add_ask(self.program, actor=request.user, at=timezone.now(), **asked)
        return self.standing(made, status=201)

    @extend_schema(request=AskChangeBody)
    def partial_update(self, request, program, pk):
        found, asked = self.get_object(), self.body(AskChangeBody)
        return self.standing(operations.change_ask(found, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(request=AnswerBody)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def reply(self, request, program, pk):
        found = self.get_object()
        self.concerns(found.owner_id)
        asked = self.body(AnswerBody)
        return self.standing(operations.answer_ask(found, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(request=WithdrawBody)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, program, pk):
        found, asked = self.get_object(), self.body(WithdrawBody)
        return self.standing(operations.withdraw_ask(found, actor=request.user, at=timezone.now(), **asked))
