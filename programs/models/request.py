from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dataops.base.models import Stamped
from programs import permissions
from programs.choices import Modality, RequestKind, RequestState, Sensitivity, Split
from programs.models.program import Program


class DataRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> DataRequestQuerySet:
        """One's own drafts and requests; those who triage see everybody's submitted ones."""
        if user.vendor_id is not None:
            return self.none()
        own = Q(requester=user)
        return self.filter(
            own | ~Q(state=RequestState.DRAFT) if user.has_perm(permissions.TRIAGE_REQUESTS) else own
        )

    def waiting_for_triage(self) -> DataRequestQuerySet:
        return self.filter(state=RequestState.SUBMITTED)

    def waiting_for_requester(self) -> DataRequestQuerySet:
        return self.filter(state=RequestState.NEEDS_INFORMATION)

    def ranked(self) -> DataRequestQuerySet:
        """Most worth first; what has no score yet stands at the end, oldest first."""
        return self.order_by(
            F("rank_override").asc(nulls_last=True), F("score").desc(nulls_last=True), "submitted_at", "pk"
        )


class DataRequest(Stamped):
    """What an ML team asks for, in the words that the rest of the chain will carry."""

    number = models.CharField(max_length=20, unique=True)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.DRAFT)
    step = models.PositiveSmallIntegerField(default=1)

    # what for
    title = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=RequestKind, blank=True)
    purpose = models.TextField(blank=True)
    model_name = models.CharField(max_length=120, blank=True)
    model_slice = models.CharField(max_length=200, blank=True)
    metric_now = models.CharField(max_length=60, blank=True)
    metric_wanted = models.CharField(max_length=60, blank=True)
    # which data
    modality = models.CharField(max_length=10, choices=Modality, blank=True)
    source = models.TextField(blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, blank=True)
    # which labels
    question = models.CharField(max_length=200, blank=True)
    classes = models.JSONField(default=list)
    smallest_class = models.PositiveIntegerField(null=True)
    # how much, how good, by when
    volume = models.PositiveIntegerField(null=True)
    judgements_per_item = models.PositiveSmallIntegerField(null=True)
    split = models.CharField(max_length=10, choices=Split, blank=True)
    agreement_wanted = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    accuracy_wanted = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    needed_by = models.DateField(null=True)
    cost_of_delay = models.TextField(blank=True)

    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    program = models.ForeignKey(Program, null=True, on_delete=models.PROTECT, related_name="requests")

    # RICE: reach × impact × confidence ÷ effort
    reach = models.PositiveIntegerField(null=True)
    impact = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    effort_weeks = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    score = models.FloatField(null=True)
    rank_override = models.PositiveIntegerField(null=True)
    rank_reason = models.CharField(max_length=300, blank=True)

    objects = DataRequestQuerySet.as_manager()

    def __str__(self):
        return f"{self.number} {self.title or 'untitled'}"


class RequestMessage(Stamped):
    """One turn of the talk between the requester and triage."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()

    def __str__(self):
        return f"message {self.pk} on {self.request_id}"
