"""The forecast of one program in JSON, and what is known to lie ahead of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from dataops.base.limits import MOST, one_line
from dataops.web.api.fields import DayField
from dataops.web.api.filters import Strict
from programs import permissions
from programs.api.plan_views import PlanViewSet
from programs.api.program_views import InProgram
from programs.forms.ahead import FARTHEST, MOST_PEOPLE
from programs.forms.what_if import AskWhatIf
from programs.models import CrewChange, DayOff, Program
from programs.operations import ahead
from programs.operations.ahead import MOST_WEEKS
from programs.reports.kept import calibration_of
from programs.reports.outlook import Outlook, outlook_of
from programs.reports.today import today_of
from programs.reports.what_if import what_if

SEE = permissions.SEE_PROGRAMS
CHANGE = permissions.CHANGE_PROGRAM


class RowSerializer(serializers.Serializer):
    sort = serializers.CharField()
    name = serializers.CharField()
    units = serializers.IntegerField(allow_null=True)
    remaining = serializers.IntegerField(allow_null=True)
    p50_on = serializers.DateField(allow_null=True)
    p85_on = serializers.DateField(allow_null=True)
    p95_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField()
    state = serializers.CharField(source="word")
    reason = serializers.CharField(source="why", help_text="Why there is no date.")


class HowManySerializer(serializers.Serializer):
    by = serializers.DateField()
    p50 = serializers.IntegerField(allow_null=True)
    p85 = serializers.IntegerField(allow_null=True, help_text="So many or more in 85 of 100 futures.")
    p95 = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(source="why")


class ReworkSerializer(serializers.Serializer):
    share = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()


class OutlookSerializer(serializers.Serializer):
    history_days = serializers.IntegerField(source="history")
    rows = RowSerializer(many=True)
    how_many = HowManySerializer()
    rework = ReworkSerializer(allow_null=True)


class SideSerializer(serializers.Serializer):
    units = serializers.IntegerField()
    remaining = serializers.IntegerField()
    p50_on = serializers.DateField(allow_null=True)
    p85_on = serializers.DateField(allow_null=True)
    cost = serializers.DecimalField(
        max_digits=22, decimal_places=4, allow_null=True, rounding="ROUND_HALF_EVEN"
    )
    reason = serializers.CharField(source="why")


class SettingSerializer(serializers.Serializer):
    """One setting as the records have it today, and as the plan has it; empty stays as it is."""

    label = serializers.CharField()
    now = serializers.CharField()
    then = serializers.CharField()
    source = serializers.CharField()


class WhatIfSerializer(serializers.Serializer):
    now = SideSerializer()
    then = SideSerializer()
    p50_days = serializers.IntegerField(allow_null=True)
    p85_days = serializers.IntegerField(allow_null=True)
    cost_more = serializers.DecimalField(
        max_digits=22, decimal_places=4, allow_null=True, rounding="ROUND_HALF_EVEN"
    )
    settings = SettingSerializer(many=True)


class DayOffSerializer(serializers.ModelSerializer):
    class Meta:
        model = DayOff
        fields = ["id", "on", "name", "house"]
        read_only_fields = fields


class DaysOffBody(serializers.Serializer):
    name = serializers.CharField(max_length=80, validators=[one_line])
    first = DayField()
    last = DayField(required=False, allow_null=True)
    house = serializers.IntegerField(
        min_value=1,
        max_value=MOST,
        required=False,
        allow_null=True,
        help_text="A vendor with open orders; everybody when left out.",
    )


class CrewChangeSerializer(serializers.ModelSerializer):
    class Meta:
        model = CrewChange
        fields = ["id", "from_on", "people_before", "people_added", "ramp_weeks", "note"]
        read_only_fields = fields


class CrewChangeBody(serializers.Serializer):
    from_on = DayField()
    people_before = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    people_added = serializers.IntegerField(min_value=-MOST_PEOPLE, max_value=MOST_PEOPLE)
    ramp_weeks = serializers.IntegerField(min_value=0, max_value=MOST_WEEKS, required=False)
    note = serializers.CharField(max_length=120, validators=[one_line], required=False, allow_blank=True)


class ForecastViewSet(InProgram, viewsets.GenericViewSet):
    """When, and how many by a day: the figures of the page, drawn from the same futures."""

    queryset = Program.objects.none()
    serializer_class = OutlookSerializer
    permission = {"list": SEE, "what_if": SEE}
    pagination_class = None
    filter_backends: list[type] = []

    @extend_schema(
        parameters=[OpenApiParameter("by", date, description="How many units by this day?")],
        responses=OutlookSerializer,
    )
    def list(self, request, program):
        on = timezone.now().date()
        outlook: Outlook = outlook_of(self.program, on=on, by=self._by(on))
        return Response(self.get_serializer(outlook).data)

    @extend_schema(
        parameters=[
            OpenApiParameter(name, str, description=str(field.label))
            for name, field in AskWhatIf.base_fields.items()
        ],
        responses=WhatIfSerializer,
    )
    @action(detail=False, url_path="what-if")
    def what_if(self, request, program):
        """Another plan beside the present one; nothing is saved. A house's part is `split_` and its address name."""
        with_money = request.user.has_perm(permissions.SEE_MONEY)
        today = today_of(self.program, on=timezone.now().date(), with_money=with_money)
        asked = AskWhatIf(request.query_params.copy(), today=today)
        if not asked.is_valid():
            raise ValidationError(asked.errors.get_json_data())
        found = what_if(today, asked.plan())
        return Response(WhatIfSerializer(found).data)

    def _by(self, on: date) -> date | None:
        asked = self.request.query_params.get("by")
        if not asked:
            return None
        by = DayField().run_validation(asked)
        if not timedelta(0) < by - on <= FARTHEST:
            raise ValidationError({"by": ["Choose a day after today, at most ten years ahead."]})
        return by


class AheadViewSet(mixins.DestroyModelMixin, PlanViewSet):
    """What lies ahead is added and removed; the forecast is drawn anew each time."""

    http_method_names = ["get", "post", "delete", "head", "options"]
    permission = {"list": SEE, **dict.fromkeys(["create", "destroy"], CHANGE)}


class DayOffViewSet(AheadViewSet):
    """Days on which nothing is accepted, of everybody or of one house."""

    queryset = DayOff.objects.none()
    serializer_class = DayOffSerializer

    def get_queryset(self):
        return self.program.days_off.order_by("on", "pk")

    @extend_schema(request=DaysOffBody, responses={201: DayOffSerializer(many=True)})
    def create(self, request, program):
        asked, now = self.body(DaysOffBody), timezone.now()
        made = ahead.add_days_off(self.program, actor=request.user, at=now, **asked)
        return Response(self.get_serializer(made, many=True).data, status=201)

    def perform_destroy(self, instance):
        ahead.remove_day_off(instance, actor=self.request.user, at=timezone.now())


class CrewChangeViewSet(AheadViewSet):
    """People who join, with the weeks until they are at full pace, or leave."""

    queryset = CrewChange.objects.none()
    serializer_class = CrewChangeSerializer

    def get_queryset(self):
        return self.program.crew_changes.order_by("from_on", "pk")

    @extend_schema(request=CrewChangeBody)
    def create(self, request, program):
        asked, now = self.body(CrewChangeBody), timezone.now()
        return self.answer(ahead.add_crew_change(self.program, actor=request.user, at=now, **asked), 201)

    def perform_destroy(self, instance):
        ahead.remove_crew_change(instance, actor=self.request.user, at=timezone.now())


class KeptShareSerializer(serializers.Serializer):
    percentile = serializers.CharField(source="name")
    promised = serializers.FloatField()
    held = serializers.FloatField(source="kept.share.estimate", allow_null=True)
    low = serializers.FloatField(source="kept.share.ci_low", allow_null=True)
    high = serializers.FloatField(source="kept.share.ci_high", allow_null=True)
    n = serializers.IntegerField(source="kept.share.n")
    loss_days = serializers.FloatField(source="kept.loss.estimate", allow_null=True)
    reason = serializers.CharField(source="why", help_text="Why there is no share.")


class ScoredSerializer(serializers.Serializer):
    code = serializers.CharField()
    sort = serializers.CharField()
    name = serializers.CharField()
    said_on = serializers.DateField()
    p50_on = serializers.DateField()
    p85_on = serializers.DateField(allow_null=True)
    p95_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)


class CalibrationSerializer(serializers.Serializer):
    shares = KeptShareSerializer(many=True)
    rows = ScoredSerializer(many=True)


class CalibrationViewSet(Strict, viewsets.GenericViewSet):
    """Whether past forecasts kept their word, with the rows behind."""

    queryset = Program.objects.none()
    serializer_class = CalibrationSerializer
    permission = {"list": permissions.SEE_LEADERSHIP}
    pagination_class = None
    filter_backends: list[type] = []

    @extend_schema(responses=CalibrationSerializer)
    def list(self, request):
        seen = Program.objects.visible_to(request.user)
        return Response(self.get_serializer(calibration_of(seen, on=timezone.now().date())).data)
