from __future__ import annotations

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError

from programs import permissions
from programs.api import raid_serializers as serializers
from programs.api.plan_views import PlanViewSet
from programs.choices import RaidKind, RaidState
from programs.models import RaidItem
from programs.operations import raid as operations
from programs.rules.raid import fields_of

SEE = permissions.SEE_PROGRAMS
CHANGE = permissions.CHANGE_PROGRAM
SCORED = {"likelihood", "impact"}


class RaidKinds(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=RaidKind.choices)
    state = filters.ChoiceFilter(choices=RaidState.choices)
    owner = filters.CharFilter(field_name="owner__email", label="The address of one owner")

    class Meta:
        model = RaidItem
        fields: list[str] = []


class RaidViewSet(PlanViewSet):
    """The RAID log of one program: raised, changed, reviewed with a score, closed with a reason."""

    queryset = RaidItem.objects.none()
    serializer_class = serializers.RaidSerializer
    filterset_class = RaidKinds
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        **dict.fromkeys(["list", "review"], SEE),
        **dict.fromkeys(["create", "partial_update", "close", "happened"], CHANGE),
    }

    def get_queryset(self):
        entries = self.program.raid.with_trend().select_related("owner", "program")
        return entries.order_by("-state", "-score", "pk")

    @extend_schema(request=serializers.RaidBody)
    def create(self, request, program):
        asked = self.body(serializers.RaidBody)
        _only(asked, asked["kind"], also=SCORED if asked["kind"] == RaidKind.RISK else set())
        item = operations.raise_item(
            self.program, asked.pop("kind"), actor=request.user, on=timezone.now().date(), **asked
        )
        return self.standing(item, status=201)

    @extend_schema(request=serializers.RaidChangeBody)
    def partial_update(self, request, program, pk):
        found, asked = self.get_object(), self.body(serializers.RaidChangeBody)
        _only(asked, found.kind, also={"version"})
        return self.standing(operations.change_item(found, actor=request.user, **asked))

    @extend_schema(request=serializers.ReviewBody)
    @action(detail=True, methods=["post"])
    def review(self, request, program, pk):
        found = self.get_object()
        self.concerns(found.owner_id)
        asked = self.body(serializers.ReviewBody)
        on = timezone.now().date()
        return self.standing(operations.review_item(found, actor=request.user, on=on, **asked))

    @extend_schema(request=serializers.CloseBody)
    @action(detail=True, methods=["post"])
    def close(self, request, program, pk):
        found, asked = self.get_object(), self.body(serializers.CloseBody)
        on = timezone.now().date()
        return self.standing(operations.close_item(found, actor=request.user, on=on, **asked))

    @extend_schema(request=serializers.HappenedBody)
    @action(detail=True, methods=["post"])
    def happened(self, request, program, pk):
        found, asked = self.get_object(), self.body(serializers.HappenedBody)
        on = timezone.now().date()
        issue = operations.turn_into_issue(found, actor=request.user, on=on, **asked)
        return self.standing(issue, status=201)


def _only(asked: dict, kind: str, *, also: set[str]) -> None:
    """Name a field that an entry of this kind has not, instead of passing it over."""
    foreign = set(asked) - set(fields_of(kind)) - also - {"kind"}
    if foreign:
        raise ValidationError(dict.fromkeys(sorted(foreign), f"Not a field of a {kind}."))


class RaidOfProgramsFilter(RaidKinds):
    program = filters.CharFilter(field_name="program__code", label="The code of one program")


class RaidLogsViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The RAID logs of all programs that one sees, open entries and high scores first."""

    queryset = RaidItem.objects.none()
    serializer_class = serializers.RaidInProgramSerializer
    filterset_class = RaidOfProgramsFilter
    permission = {"list": SEE}

    def get_queryset(self):
        seen = RaidItem.objects.visible_to(self.request.user).with_trend()
        return seen.select_related("owner", "program").order_by("-state", "-score", "pk")
