"""Stakeholders and activities of one program in JSON."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.api.bodies import Revision
from programs import permissions
from programs.api.plan_views import PlanViewSet
from programs.choices import Part
from programs.models import Activity, Involvement, Stakeholder
from programs.operations import raci

WHO = {
    "list": permissions.SEE_PROGRAMS,
    **dict.fromkeys(["create", "partial_update", "destroy"], permissions.CHANGE_PROGRAM),
}
METHODS = ["get", "post", "patch", "delete", "head", "options"]


class StakeholderSerializer(serializers.ModelSerializer):
    person = serializers.EmailField(source="person.email", allow_null=True, default=None)

    class Meta:
        model = Stakeholder
        fields = ["id", "name", "person", "interest", "version"]
        read_only_fields = fields


class StakeholderBody(serializers.Serializer):
    name = serializers.CharField(max_length=120, validators=[one_line])
    person = serializers.SlugRelatedField(
        slug_field="email", queryset=User.objects.none(), required=False, allow_null=True
    )
    interest = serializers.CharField(max_length=300, validators=[one_line], required=False, allow_blank=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if program := self.context.get("program"):
            self.fields["person"].queryset = program.people().active()


class StakeholderChangeBody(Revision, StakeholderBody):
    pass


class PartSerializer(serializers.ModelSerializer):
    class Meta:
        model = Involvement
        fields = ["stakeholder", "part"]


class ActivitySerializer(serializers.ModelSerializer):
    parts = PartSerializer(many=True, read_only=True)

    class Meta:
        model = Activity
        fields = ["id", "name", "parts", "version"]
        read_only_fields = fields


class PartBody(serializers.Serializer):
    stakeholder = serializers.PrimaryKeyRelatedField(queryset=Stakeholder.objects.none())
    part = serializers.ChoiceField(choices=Part.choices)

    def to_internal_value(self, data):
        if program := self.context.get("program"):
            self.fields["stakeholder"].queryset = program.stakeholders.all()
        return super().to_internal_value(data)


class ActivityBody(serializers.Serializer):
    name = serializers.CharField(max_length=120, validators=[one_line])
    parts = PartBody(many=True)

    def validate_parts(self, rows):
        named = {row["stakeholder"]: Part(row["part"]) for row in rows}
        if len(named) < len(rows):
            raise serializers.ValidationError("Name every stakeholder once.")
        return named


class ActivityChangeBody(Revision, ActivityBody):
    pass


class RaciViewSet(PlanViewSet):
    """What stakeholders and activities have in common."""

    http_method_names = METHODS
    permission = WHO


class StakeholderViewSet(RaciViewSet):
    """Whom a program concerns; who is accountable for something is not removed."""

    queryset = Stakeholder.objects.none()
    serializer_class = StakeholderSerializer

    def get_queryset(self):
        return self.program.stakeholders.select_related("person").order_by("name", "pk")

    @extend_schema(request=StakeholderBody)
    def create(self, request, program):
        asked = self.body(StakeholderBody)
        return self.standing(raci.add_stakeholder(self.program, actor=request.user, **asked), 201)

    @extend_schema(request=StakeholderChangeBody)
    def partial_update(self, request, program, pk):
        found, asked = self.get_object(), self.body(StakeholderChangeBody)
        return self.standing(raci.change_stakeholder(found, actor=request.user, **asked))

    def destroy(self, request, program, pk):
        raci.remove_stakeholder(self.get_object(), actor=request.user)
        return Response(status=204)


class ActivityViewSet(RaciViewSet):
    """What is done in a program; exactly one stakeholder is accountable for each."""

    queryset = Activity.objects.none()
    serializer_class = ActivitySerializer

    def get_queryset(self):
        return self.program.activities.prefetch_related("parts").order_by("created_at", "pk")

    @extend_schema(request=ActivityBody)
    def create(self, request, program):
        asked = self.body(ActivityBody)
        return self.standing(raci.add_activity(self.program, actor=request.user, **asked), 201)

    @extend_schema(request=ActivityChangeBody)
    def partial_update(self, request, program, pk):
        found, asked = self.get_object(), self.body(ActivityChangeBody)
        return self.standing(raci.change_activity(found, actor=request.user, **asked))

    def destroy(self, request, program, pk):
        raci.remove_activity(self.get_object(), actor=request.user)
        return Response(status=204)
