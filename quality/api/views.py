from __future__ import annotations

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from labeling.models import Project
from programs import permissions
from quality.api import serializers
from quality.choices import Outcome
from quality.models import AcceptanceDecision, AgreementSnapshot, GoldCount, GoldItem
from quality.operations.decision import decide_share
from quality.operations.gold import keep_gold, retire
from quality.operations.project import recompute
from quality.reports.needs import judged_programs
from quality.reports.sums import unmeasured


class Judging(ReadsBodies):
    """For actions that take the permission to judge, by role or on some program; rows are then those of it."""

    judging: frozenset[str] = frozenset()

    @property
    def granted_on_object(self) -> bool:
        return self.action in self.judging


class AgreementFilter(filters.FilterSet):
    program = filters.CharFilter("project__program__code")


class AgreementViewSet(Judging, Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Every project's newest agreement figures."""

    queryset = AgreementSnapshot.objects.none()
    serializer_class = serializers.SnapshotSerializer
    filterset_class = AgreementFilter
    judging = frozenset({"recompute"})
    permission = {
        "list": permissions.SEE_QUALITY,
        "retrieve": permissions.SEE_QUALITY,
        "recompute": permissions.JUDGE_QUALITY,
    }

    def get_queryset(self):
        seen = Project.objects.visible_to(self.request.user)
        newest = AgreementSnapshot.objects.filter(project__in=seen).newest_per_project()
        return newest.select_related("project__program")

    def retrieve(self, request, project: str):
        """One project's figures; before anything was counted, each says that there is no data."""
        seen = Project.objects.visible_to(request.user).select_related("program")
        found = get_object_or_404(seen, slug=project)
        newest = self.get_queryset().filter(project=found).first()
        return Response(self.get_serializer(newest or unmeasured(found)).data)

    @extend_schema(request=None, responses={202: serializers.RecomputeSerializer})
    def recompute(self, request, project: str):
        """Count every batch of the project anew, in the background."""
        judged = Project.objects.filter(program__in=judged_programs(request.user))
        batches = recompute(get_object_or_404(judged, slug=project), actor=request.user)
        return Response({"batches": batches}, status=202)


class GoldItemFilter(filters.FilterSet):
    project = filters.CharFilter("project__slug")
    in_force = filters.BooleanFilter("retired_at", lookup_expr="isnull")


class GoldItemViewSet(Judging, Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Items whose answer is known, for those who judge."""

    queryset = GoldItem.objects.none()
    serializer_class = serializers.GoldItemSerializer
    filterset_class = GoldItemFilter
    judging = frozenset({"list", "create", "retire"})
    permission = dict.fromkeys(judging, permissions.JUDGE_QUALITY)

    def get_queryset(self):
        judged = GoldItem.objects.filter(project__program__in=judged_programs(self.request.user))
        return judged.select_related("project", "task__item", "task__batch").order_by("pk")

    def answer(self, gold: GoldItem, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=gold.pk)).data, status=status)

    @extend_schema(request=serializers.KeepGoldSerializer, responses={201: serializers.GoldItemSerializer})
    def create(self, request):
        """Declare the right answer of an item. The same again changes nothing, another one replaces it."""
        given = self.body(serializers.KeepGoldSerializer)
        gold = keep_gold(given["project"], given["task"], given["code"], actor=request.user)
        return self.answer(gold, status=201)

    @extend_schema(request=None)
    def retire(self, request, gold: int):
        """Stop judging by this item."""
        found = get_object_or_404(self.get_queryset(), pk=gold)
        return self.answer(retire(found, actor=request.user, at=timezone.now()))


class GoldCountFilter(filters.FilterSet):
    project = filters.CharFilter("project__slug")
    batch = filters.CharFilter("batch__number")
    vendor = filters.CharFilter("vendor__slug")
    worker = filters.CharFilter("worker__external_id")


class GoldCountViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """How often each worker met the gold answer in each batch."""

    queryset = GoldCount.objects.none()
    serializer_class = serializers.GoldCountSerializer
    filterset_class = GoldCountFilter
    permission = {"list": permissions.SEE_QUALITY}

    def get_queryset(self):
        seen = Project.objects.visible_to(self.request.user)
        counts = GoldCount.objects.filter(project__in=seen)
        return counts.select_related("project", "batch", "vendor", "worker").order_by("pk")


class DecisionFilter(filters.FilterSet):
    project = filters.CharFilter("share__batch__project__slug")
    vendor = filters.CharFilter("vendor__slug")
    outcome = filters.ChoiceFilter(choices=Outcome.choices)


class DecisionViewSet(Judging, Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Answers to deliveries, each with its evidence as it stood."""

    queryset = AcceptanceDecision.objects.none()
    serializer_class = serializers.DecisionSerializer
    filterset_class = DecisionFilter
    judging = frozenset({"create", "evidence"})
    permission = {"list": permissions.SEE_QUALITY} | dict.fromkeys(judging, permissions.JUDGE_QUALITY)

    def get_queryset(self):
        seen = AcceptanceDecision.objects.visible_to(self.request.user)
        return seen.select_related("share__batch", "vendor", "decided_by").newest_first()

    @extend_schema(responses=serializers.EvidenceSerializer)
    def evidence(self, request, share: int):
        """What is known about a delivered share now; a decision names the version of it."""
        judged = serializers.judged_shares(request.user).select_related("batch__project")
        found = get_object_or_404(judged, pk=share)
        return Response(serializers.EvidenceSerializer(found).data)

    @extend_schema(request=serializers.DecideSerializer, responses={201: serializers.DecisionSerializer})
    def create(self, request):
        """Accept or reject a delivered share. Accepted units enter the ledger; a delivery is answered once."""
        given = self.body(serializers.DecideSerializer)
        decision = decide_share(given.pop("share"), actor=request.user, at=timezone.now(), **given)
        return Response(self.get_serializer(decision).data, status=201)
