"""The metric registry, its weekly snapshots, and portfolios, in JSON."""

from __future__ import annotations

import django_filters as filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.api.bodies import ReadsBodies, Revision, seen_version
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.choices import SnapshotScope
from programs.forms.metric import staff
from programs.models import MetricDefinition, MetricSnapshot, Portfolio, Program
from programs.operations import metric as operations
from programs.operations import portfolio as portfolios


class MetricSerializer(serializers.ModelSerializer):
    owner = serializers.EmailField(source="owner.email", default=None)

    class Meta:
        model = MetricDefinition
        fields = [
            "key", "name", "meaning", "formula", "unit", "better", "uncertainty", "source",
            "target", "amber", "red", "owner", "retired_on", "version",
        ]  # fmt: skip
        read_only_fields = fields


class AimBody(serializers.DecimalField):
    def __init__(self, **given):
        super().__init__(max_digits=14, decimal_places=4, allow_null=True, **given)


class MetricBody(Revision):
    name = serializers.CharField(max_length=80, validators=[one_line])
    meaning = serializers.CharField(max_length=300)
    formula = serializers.CharField(max_length=400)
    uncertainty = serializers.CharField(max_length=300, allow_blank=True)
    target, amber, red = AimBody(), AimBody(), AimBody()
    owner = serializers.SlugRelatedField(slug_field="email", queryset=User.objects.none(), allow_null=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = staff()


class SeenBody(serializers.Serializer):
    version = seen_version(required=False)


class MetricViewSet(Idempotent, ReadsBodies, mixins.RetrieveModelMixin, mixins.ListModelMixin,
                    viewsets.GenericViewSet):  # fmt: skip
    """What every figure means; who keeps metrics changes words, targets and owner, and retires one."""

    queryset = MetricDefinition.objects.none()
    serializer_class = MetricSerializer
    lookup_field = "key"
    lookup_value_regex = "[a-z0-9_-]{1,30}"
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        **dict.fromkeys(["list", "retrieve"], permissions.SEE_REPORTS),
        **dict.fromkeys(["partial_update", "retire", "restore"], permissions.KEEP_METRICS),
    }

    def get_queryset(self):
        return MetricDefinition.objects.select_related("owner").order_by("place", "pk")

    def standing(self, metric: MetricDefinition) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=metric.pk)).data)

    @extend_schema(request=MetricBody)
    def partial_update(self, request, key):
        asked = self.body(MetricBody)
        return self.standing(operations.change_metric(self.get_object(), actor=request.user, **asked))

    @extend_schema(request=SeenBody)
    @action(detail=True, methods=["post"])
    def retire(self, request, key):
        metric, asked = self.get_object(), self.body(SeenBody)
        on = timezone.now().date()
        return self.standing(operations.retire_metric(metric, actor=request.user, on=on, **asked))

    @extend_schema(request=SeenBody)
    @action(detail=True, methods=["post"])
    def restore(self, request, key):
        metric, asked = self.get_object(), self.body(SeenBody)
        return self.standing(operations.restore_metric(metric, actor=request.user, **asked))


class SnapshotSerializer(serializers.ModelSerializer):
    metric = serializers.CharField(source="metric.key")
    program = serializers.CharField(source="program.code", default=None)
    vendor = serializers.CharField(source="organisation.name", default=None)
    portfolio = serializers.CharField(source="portfolio.name", default=None)

    class Meta:
        model = MetricSnapshot
        fields = [
            "metric", "scope", "program", "vendor", "portfolio", "week_on", "numerator", "denominator", "value",
            "low", "high", "n", "currency", "reason", "is_frozen", "taken_at",
        ]  # fmt: skip


class SnapshotFilter(filters.FilterSet):
    metric = filters.CharFilter(field_name="metric__key", label="The key of one metric")
    scope = filters.ChoiceFilter(choices=SnapshotScope.choices)
    program = filters.CharFilter(field_name="program__code", label="The code of one program")
    since = filters.DateFilter(field_name="week_on", lookup_expr="gte", label="Weeks from this day on")

    class Meta:
        model = MetricSnapshot
        fields: list[str] = []


class SnapshotViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What every figure was week by week, with what it was made from."""

    queryset = MetricSnapshot.objects.none()
    serializer_class = SnapshotSerializer
    filterset_class = SnapshotFilter
    permission = {"list": permissions.SEE_LEADERSHIP}

    def get_queryset(self):
        rows = MetricSnapshot.objects.select_related("metric", "program", "organisation", "portfolio")
        return rows.order_by("-week_on", "metric__place", "pk")


class PortfolioSerializer(serializers.ModelSerializer):
    class Meta:
        model = Portfolio
        fields = ["id", "name", "note", "version"]
        read_only_fields = fields


class PortfolioBody(serializers.Serializer):
    name = serializers.CharField(max_length=80, validators=[one_line])
    note = serializers.CharField(max_length=300, validators=[one_line], allow_blank=True, default="")


class PortfolioChangeBody(PortfolioBody):
    version = seen_version()


class GroupBody(serializers.Serializer):
    program = serializers.SlugRelatedField(slug_field="code", queryset=Program.objects.all())


class PortfolioViewSet(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Programs that are looked at together."""

    queryset = Portfolio.objects.none()
    serializer_class = PortfolioSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        "list": permissions.SEE_PROGRAMS,
        **dict.fromkeys(["create", "partial_update", "program"], permissions.START_PROGRAMS),
    }

    def get_queryset(self):
        return Portfolio.objects.order_by("name")

    @extend_schema(request=PortfolioBody)
    def create(self, request):
        made = portfolios.add_portfolio(actor=request.user, **self.body(PortfolioBody))
        return Response(self.get_serializer(made).data, status=201)

    @extend_schema(request=PortfolioChangeBody)
    def partial_update(self, request, pk):
        portfolio, asked = self.get_object(), self.body(PortfolioChangeBody)
        changed = portfolios.change_portfolio(portfolio, actor=request.user, **asked)
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=GroupBody)
    @action(detail=True, methods=["post"])
    def program(self, request, pk):
        portfolio, asked = self.get_object(), self.body(GroupBody)
        program = get_object_or_404(Program.objects.visible_to(request.user), pk=asked["program"].pk)
        may = permissions.CHANGE_PROGRAM
        if not (request.user.has_perm(may) or request.user.has_perm(may, program)):
            raise PermissionDenied
        portfolios.group_program(program, portfolio, actor=request.user)
        return Response(self.get_serializer(portfolio).data)
