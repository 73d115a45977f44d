from django.db import models


class VendorState(models.TextChoices):
    CANDIDATE = "candidate", "Candidate"
    ACTIVE = "active", "Active"
    ON_HOLD = "on_hold", "On hold"
    ENDED = "ended", "Ended"


class Unit(models.TextChoices):
    """What a price is for. What is delivered and paid here are judgements; nothing counts hours."""

    JUDGEMENT = "judgement", "Judgement"


class OrderState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Agreed by vendor"
    DECLINED = "declined", "Declined by vendor"
    CLOSED = "closed", "Closed"


class DeliveryState(models.TextChoices):
    RECEIVED = "received", "In review"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class EntryKind(models.TextChoices):
    ACCEPTED = "accepted", "Accepted units"
    REVERSED = "reversed", "Reversal"


class EvidenceMetric(models.TextChoices):
    GOLD_ACCURACY = "gold_accuracy", "Gold accuracy"
    AGREEMENT = "agreement", "Agreement with others"


class ScorecardState(models.TextChoices):
    COMPUTED = "computed", "Computed"
    PUBLISHED = "published", "Published"
    AGREED = "agreed", "Agreed by vendor"
    DISPUTED = "disputed", "Disputed by vendor"
    SETTLED = "settled", "Dispute closed, numbers stand"


class Criterion(models.TextChoices):
    QUALITY = "quality", "Quality"
    DELIVERY = "delivery", "Delivery"
    ACCEPTANCE = "acceptance", "First-pass acceptance"
    COST = "cost", "Cost"
