"""Templates of programs in JSON."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from dataops.base import limits
from dataops.base.limits import one_line
from dataops.web.api.bodies import ReadsBodies, Revision, seen_version
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.api.form_views import FormBody
from programs.api.program_serializers import TargetBody
from programs.choices import RaidCategory, SeedKind
from programs.forms.template import DAYS_AT_MOST, MONTHS_AT_MOST
from programs.models import ProgramTemplate, TemplateForm, TemplateMilestone, TemplateSeed, TemplateTarget
from programs.models.raid import LEAST, MOST
from programs.operations import template as operations

LINES = ["milestones", "seeds", "targets", "forms"]


class TemplateMilestoneSerializer(serializers.ModelSerializer):
    class Meta:
        model = TemplateMilestone
        fields = ["id", "name", "after_months", "after_days", "percent", "gate", "waits_for_the_one_before"]


class TemplateSeedSerializer(serializers.ModelSerializer):
    class Meta:
        model = TemplateSeed
        fields = ["id", "kind", "statement", "category", "likelihood", "impact"]


class TemplateTargetSerializer(serializers.ModelSerializer):
    class Meta:
        model = TemplateTarget
        fields = ["id", "metric", "value", "tolerance"]


class TemplateFormSerializer(serializers.ModelSerializer):
    questions = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = TemplateForm
        fields = ["id", "name", "questions"]


class TemplateSerializer(serializers.ModelSerializer):
    milestones = TemplateMilestoneSerializer(many=True, read_only=True)
    seeds = TemplateSeedSerializer(many=True, read_only=True)
    targets = TemplateTargetSerializer(many=True, read_only=True)
    forms = TemplateFormSerializer(many=True, read_only=True)

    class Meta:
        model = ProgramTemplate
        fields = ["id", "name", "description", "is_offered", *LINES, "version"]
        read_only_fields = fields


class TemplateBody(serializers.Serializer):
    name = serializers.CharField(max_length=120, validators=[one_line])
    description = serializers.CharField(
        max_length=300, validators=[one_line], required=False, allow_blank=True
    )


class TemplateChangeBody(Revision, TemplateBody):
    is_offered = serializers.BooleanField()


class TemplateMilestoneBody(serializers.Serializer):
    name = serializers.CharField(max_length=120, validators=[one_line])
    after_months = serializers.IntegerField(min_value=0, max_value=MONTHS_AT_MOST, required=False)
    after_days = serializers.IntegerField(min_value=0, max_value=DAYS_AT_MOST, required=False)
    percent = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    gate = serializers.CharField(max_length=300, validators=[one_line], required=False, allow_blank=True)
    waits_for_the_one_before = serializers.BooleanField(required=False)


class TemplateSeedBody(serializers.Serializer):
    kind = serializers.ChoiceField(choices=SeedKind.choices)
    statement = serializers.CharField(max_length=200, validators=[one_line])
    category = serializers.ChoiceField(choices=RaidCategory.choices)
    likelihood = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False, allow_null=True)
    impact = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False, allow_null=True)


class TemplateTargetBody(TargetBody):
    version = None


class LineBody(serializers.Serializer):
    part = serializers.ChoiceField(choices=LINES)
    line = serializers.IntegerField(min_value=1, max_value=limits.MOST)


class LineChangeBody(LineBody):
    version = seen_version()


class MilestoneLineChange(LineChangeBody, TemplateMilestoneBody):
    pass


class SeedLineChange(LineChangeBody, TemplateSeedBody):
    pass


class TargetLineChange(TemplateTargetBody, LineChangeBody):
    version = seen_version()


class FormLineChange(LineChangeBody, FormBody):
    pass


CHANGES = {
    "milestones": MilestoneLineChange,
    "seeds": SeedLineChange,
    "targets": TargetLineChange,
    "forms": FormLineChange,
}


class TemplateViewSet(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """What new programs begin with; a program that was begun does not change with its template."""

    queryset = ProgramTemplate.objects.none()
    serializer_class = TemplateSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = dict.fromkeys(
        [
            "list",
            "create",
            "partial_update",
            "add_milestone",
            "add_seed",
            "add_target",
            "change_line",
            "add_form",
            "remove_line",
        ],
        permissions.START_PROGRAMS,
    )

    def get_queryset(self):
        return ProgramTemplate.objects.with_lines().order_by("name")

    def standing(self, pk: int, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=status)

    @extend_schema(request=TemplateBody)
    def create(self, request):
        made = operations.add_template(actor=request.user, **self.body(TemplateBody))
        return self.standing(made.pk, 201)

    @extend_schema(request=TemplateChangeBody)
    def partial_update(self, request, pk):
        asked = self.body(TemplateChangeBody)
        return self.standing(operations.change_template(self.get_object(), actor=request.user, **asked).pk)

    @extend_schema(request=TemplateMilestoneBody)
    @action(detail=True, methods=["post"], url_path="milestones")
    def add_milestone(self, request, pk):
        return self.grown(operations.add_milestone, TemplateMilestoneBody)

    @extend_schema(request=TemplateSeedBody)
    @action(detail=True, methods=["post"], url_path="seeds")
    def add_seed(self, request, pk):
        return self.grown(operations.add_seed, TemplateSeedBody)

    @extend_schema(request=TemplateTargetBody)
    @action(detail=True, methods=["post"], url_path="targets")
    def add_target(self, request, pk):
        return self.grown(operations.add_target, TemplateTargetBody)

    @extend_schema(request=PolymorphicProxySerializer("TemplateLineChange", CHANGES.values(), None))
    @action(detail=True, methods=["post"], url_path="change-line")
    def change_line(self, request, pk):
        """Say a line otherwise, upon the template's version; what is left out stays."""
        found, asked = self.get_object(), self.body(LineChangeBody)
        line = get_object_or_404(getattr(found, asked["part"]), pk=asked["line"])
        given = self.body(CHANGES[asked["part"]], partial=True)
        said = {name: value for name, value in given.items() if name not in ("part", "line")}
        operations.change_line(line, actor=request.user, **said)
        return self.standing(found.pk)

    @extend_schema(request=FormBody)
    @action(detail=True, methods=["post"], url_path="forms")
    def add_form(self, request, pk):
        return self.grown(operations.add_form, FormBody)

    @extend_schema(request=LineBody)
    @action(detail=True, methods=["post"], url_path="remove-line")
    def remove_line(self, request, pk):
        found, asked = self.get_object(), self.body(LineBody)
        line = get_object_or_404(getattr(found, asked["part"]), pk=asked["line"])
        operations.remove_line(line, actor=request.user)
        return self.standing(found.pk)

    def grown(self, add, kind: type) -> Response:
        found = self.get_object()
        add(found, actor=self.request.user, **self.body(kind))
        return self.standing(found.pk, 201)
