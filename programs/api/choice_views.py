"""Decisions of one program in JSON."""

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
from programs.choices import DecisionState
from programs.models import Decision
from programs.operations import choice as operations
from programs.rules.decision import FEWEST, LONGEST, MOST

SEE = permissions.SEE_PROGRAMS
CHANGE = permissions.CHANGE_PROGRAM


class ProgramDecisionSerializer(serializers.ModelSerializer):
    decider = serializers.EmailField(source="decider.email")
    options = serializers.ListField(source="option_list", child=serializers.CharField())

    class Meta:
        model = Decision
        fields = [
            "id", "question", "options", "decider", "needed_by", "is_reversible", "state", "choice", "reason",
            "decided_on", "supersedes", "version",
        ]  # fmt: skip
        read_only_fields = fields


class QuestionBody(serializers.Serializer):
    question = serializers.CharField(max_length=200, validators=[one_line])
    options = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST, validators=[one_line]),
        min_length=FEWEST,
        max_length=MOST,
    )
    decider = serializers.SlugRelatedField(slug_field="email", queryset=User.objects.none())
    needed_by = DayField(required=False, allow_null=True)
    is_reversible = serializers.BooleanField(required=False)
    supersedes = serializers.PrimaryKeyRelatedField(
        queryset=Decision.objects.none(), required=False, allow_null=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if program := self.context.get("program"):
            self.fields["decider"].queryset = program.people().active()
            self.fields["supersedes"].queryset = program.decisions.decided()


class QuestionChangeBody(Revision, QuestionBody):
    pass


class DecideBody(serializers.Serializer):
    version = seen_version()
    choice = serializers.CharField(max_length=LONGEST)
    reason = serializers.CharField(max_length=500)


class DecisionFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=DecisionState.choices)

    class Meta:
        model = Decision
        fields: list[str] = []


class DecisionViewSet(PlanViewSet):
    """Decisions: put as a question, changed while open, decided with a reason."""

    queryset = Decision.objects.none()
    serializer_class = ProgramDecisionSerializer
    filterset_class = DecisionFilter
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        **dict.fromkeys(["list", "decide"], SEE),
        **dict.fromkeys(["create", "partial_update"], CHANGE),
    }

    def get_queryset(self):
        return self.program.decisions.select_related("decider", "program").newest_first()

    @extend_schema(request=QuestionBody)
    def create(self, request, program):
        asked = self.body(QuestionBody)
        return self.answer(operations.propose(self.program, actor=request.user, **asked), status=201)

    @extend_schema(request=QuestionChangeBody)
    def partial_update(self, request, program, pk):
        found, asked = self.get_object(), self.body(QuestionChangeBody)
        return self.answer(operations.change_question(found, actor=request.user, **asked))

    @extend_schema(request=DecideBody)
    @action(detail=True, methods=["post"])
    def decide(self, request, program, pk):
        found = self.get_object()
        self.concerns(found.decider_id)
        asked = self.body(DecideBody)
        on = timezone.now().date()
        return self.answer(operations.decide(found, actor=request.user, on=on, **asked))
