"""Forms of one program in JSON."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from dataops.base.limits import one_line
from dataops.web.api.bodies import Revision
from programs.api.plan_views import CHANGE, SEE, PlanViewSet
from programs.forms.form import LONGEST_ANSWER
from programs.models import ProgramForm
from programs.models.form import LONGEST_QUESTION, MOST_QUESTIONS
from programs.operations import form as operations


class FormSerializer(serializers.ModelSerializer):
    questions = serializers.ListField(child=serializers.CharField())
    answers = serializers.ListField(child=serializers.CharField(allow_blank=True))
    is_complete = serializers.BooleanField()

    class Meta:
        model = ProgramForm
        fields = ["id", "name", "questions", "answers", "is_complete", "filled_by", "filled_at", "version"]
        read_only_fields = fields


class FormBody(serializers.Serializer):
    name = serializers.CharField(max_length=120, validators=[one_line])
    questions = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_QUESTION, validators=[one_line]),
        max_length=MOST_QUESTIONS,
    )


class AnswersBody(Revision):
    answers = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_ANSWER, allow_blank=True), max_length=MOST_QUESTIONS
    )


class FormViewSet(PlanViewSet):
    """What a program writes down beside its plan; a form that has answers is not removed."""

    queryset = ProgramForm.objects.none()
    serializer_class = FormSerializer
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permission = {"list": SEE, "create": CHANGE, "partial_update": CHANGE, "destroy": CHANGE}

    def get_queryset(self):
        return self.program.forms.order_by("pk")

    @extend_schema(request=FormBody)
    def create(self, request, program):
        return self.standing(
            operations.add_form(self.program, actor=request.user, **self.body(FormBody)), 201
        )

    @extend_schema(request=AnswersBody)
    def partial_update(self, request, program, pk):
        found, asked = self.get_object(), self.body(AnswersBody)
        return self.standing(operations.fill_form(found, actor=request.user, at=timezone.now(), **asked))

    def destroy(self, request, program, pk):
        operations.remove_form(self.get_object(), actor=request.user)
        return Response(status=204)
