from django.db import models


class ProgramState(models.TextChoices):
    PLANNED = "planned", "Planned"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "On hold"
    DELIVERED = "delivered", "Delivered"


class MilestoneState(models.TextChoices):
    PLANNED = "planned", "Planned"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class Metric(models.TextChoices):
    """What a program can have a target for; each is computed from the records, never typed."""

    AGREEMENT = "agreement", "Agreement (α)"
    GOLD_ACCURACY = "gold_accuracy", "Gold accuracy"
    ACCEPTANCE = "acceptance", "Accepted of delivered units"
    ON_TIME = "on_time", "Deliveries on time"
    UNIT_COST = "unit_cost", "Cost per accepted unit"


LOWER_IS_BETTER = frozenset([Metric.UNIT_COST])


class Currency(models.TextChoices):
    """The moneys a program is budgeted and a contract is paid in."""

    USD = "USD", "US dollar"
    EUR = "EUR", "Euro"
    GBP = "GBP", "Pound sterling"
    INR = "INR", "Indian rupee"
    JPY = "JPY", "Japanese yen"


class BudgetCategory(models.TextChoices):
    LABELING = "labeling", "Labeling"
    REVIEW = "review", "Review"
    VENDOR = "vendor", "Vendors"
    TOOLING = "tooling", "Tooling"
    COMPUTE = "compute", "Compute"
    STORAGE = "storage", "Storage"
    OTHER = "other", "Other"


class CostSource(models.TextChoices):
    """How a cost entry came to us."""

    MANUAL = "manual", "Typed"
    FILE = "file", "File"
    API = "api", "API"


class RequestKind(models.TextChoices):
    NEW_DATASET = "new_dataset", "A new dataset"
    MORE_DATA = "more_data", "More of an existing dataset"
    RELABEL = "relabel", "Labels again, by a better rule"
    EVALUATION_SET = "evaluation_set", "An evaluation set"
    MODEL_GAP = "model_gap", "Data for a gap of a model"
    FIX = "fix", "A fix in an existing dataset"
    ACCESS = "access", "Access to a dataset"


class Operator(models.TextChoices):
    """How a measure has to lie to what was asked for."""

    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"


class QuestionKind(models.TextChoices):
    """How a question that a company adds to a request is answered."""

    TEXT = "text", "Words"
    NUMBER = "number", "A number"
    DATE = "date", "A day"
    CHOICE = "choice", "One of several"


class Modality(models.TextChoices):
    TEXT = "text", "Text"
    IMAGE = "image", "Image"
    AUDIO = "audio", "Audio"
    VIDEO = "video", "Video"


class Split(models.TextChoices):
    TRAINING = "training", "Training"
    VALIDATION = "validation", "Validation"
    TEST = "test", "Test"


class Sensitivity(models.TextChoices):
    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Internal"
    PERSONAL = "personal", "Personal data"
    SPECIAL = "special", "Special categories of personal data"


class RequestState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    NEEDS_INFORMATION = "needs_information", "Needs information"
    ESTIMATED = "estimated", "Estimated"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    DUPLICATE = "duplicate", "Duplicate"


class ReportState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class Rag(models.TextChoices):
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    NO_DATA = "no_data", "No data"


class Dimension(models.TextChoices):
    """What a program is judged by, one after the other."""

    SCHEDULE = "schedule", "Schedule"
    QUALITY = "quality", "Quality"
    COST = "cost", "Cost"
    SCOPE = "scope", "Scope"
    RISK = "risk", "Risk"


class AskState(models.TextChoices):
    OPEN = "open", "Open"
    MET = "met", "Met"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Mark(models.TextChoices):
    """What became of an item since the last published report."""

    NEW = "new", "New"
    UPDATED = "updated", "Updated"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"


class RaidKind(models.TextChoices):
    """What a RAID log is made of."""

    RISK = "risk", "Risk"
    ASSUMPTION = "assumption", "Assumption"
    ISSUE = "issue", "Issue"
    DEPENDENCY = "dependency", "Dependency"


class RaidState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class RaidCategory(models.TextChoices):
    """Where it comes from; the first are what data programs die of."""

    DRIFT = "drift", "Data drift"
    QUALITY = "quality", "Label quality"
    CAPACITY = "capacity", "People and capacity"
    VENDOR = "vendor", "Vendor"
    TOOLING = "tooling", "Tools"
    COMPLIANCE = "compliance", "Privacy and compliance"
    SCHEDULE = "schedule", "Dates"
    MONEY = "money", "Money"
    OTHER = "other", "Something else"


class Treatment(models.TextChoices):
    MITIGATE = "mitigate", "Mitigate it"
    ACCEPT = "accept", "Accept it until a day"
    AVOID = "avoid", "Avoid it"
    TRANSFER = "transfer", "Hand it to somebody else"


class Direction(models.TextChoices):
    INWARD = "inward", "We need it from them"
    OUTWARD = "outward", "They need it from us"


class Trend(models.TextChoices):
    """Where a risk is going, from its last two scores."""

    NEW = "new", "New"
    RISING = "rising", "Rising"
    STEADY = "steady", "Steady"
    FALLING = "falling", "Falling"


class RiskLevel(models.IntegerChoices):
    LOW = 1, "low"
    MEDIUM = 2, "medium"
    HIGH = 3, "high"
    EXTREME = 4, "extreme"


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", "Needed"
    DECIDED = "decided", "Decided"
    SUPERSEDED = "superseded", "Superseded"


class ChangeState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Part(models.TextChoices):
    """What somebody is in an activity."""

    RESPONSIBLE = "responsible", "Responsible: does it"
    ACCOUNTABLE = "accountable", "Accountable: answers for it"
    CONSULTED = "consulted", "Consulted before"
    INFORMED = "informed", "Informed after"

    @property
    def letter(self) -> str:
        return self.value[0].upper()


class SeedKind(models.TextChoices):
    """What a template can write into the RAID log of a program that has not begun."""

    RISK = "risk", "Risk"
    ASSUMPTION = "assumption", "Assumption"


class MetricUnit(models.TextChoices):
    SHARE = "share", "share"
    COEFFICIENT = "coefficient", "coefficient, at most 1"
    MONEY = "money", "money"
    UNITS = "units", "units"
    TIME = "time", "time"
    DAYS = "days", "days"
    DATE = "date", "date"
    WORD = "word", "word"


class Better(models.TextChoices):
    HIGHER = "higher", "higher"
    LOWER = "lower", "lower"
    EARLIER = "earlier", "earlier"
    ON_TRACK = "on_track", "on track"


class SnapshotScope(models.TextChoices):
    """Whose figure it is."""

    HOUSE = "house", "The whole house"
    PORTFOLIO = "portfolio", "One portfolio"
    PROGRAM = "program", "One program"
    VENDOR = "vendor", "One vendor"


class Priority(models.TextChoices):
    """How soon a request has to be answered, by triage."""

    URGENT = "urgent", "Urgent"
    HIGH = "high", "High"
    NORMAL = "normal", "Normal"
    LOW = "low", "Low"


class RankMethod(models.TextChoices):
    """How the house says what a request is worth."""

    RICE = "rice", "RICE"
    WSJF = "wsjf", "WSJF"


class SlaGoalKind(models.TextChoices):
    """What is promised to who asks."""

    RESPONSE = "response", "First response"
    DECISION = "decision", "Decision"
    DELIVERY = "delivery", "Delivery"


class WorkUnit(models.TextChoices):
    HOURS = "hours", "working hours"
    DAYS = "days", "working days"


class Rest(models.TextChoices):
    """Why nobody works on a request for a while."""

    NEEDS_INFORMATION = "needs_information", "Waits for the requester's answer"
    ESTIMATED = "estimated", "Waits for the requester to agree to the estimate"
    SNOOZED = "snoozed", "Snoozed"


class ClockState(models.TextChoices):
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    MET = "met", "Met"
    BREACHED = "breached", "Breached"
    CANCELLED = "cancelled", "No longer applies"


class TurnOfEstimate(models.TextChoices):
    """How far an estimate has come."""

    DRAFT = "draft", "Not quoted yet"
    QUOTED = "quoted", "Quoted"
    AGREED = "agreed", "Agreed"
    CHANGE_ASKED = "change_asked", "A change is asked for"
    SUPERSEDED = "superseded", "Superseded"


class ImprovementState(models.TextChoices):
    IDEA = "idea", "Idea"
    TRIAL = "trial", "Trial"
    VERIFIED = "verified", "Verified"
    DROPPED = "dropped", "Dropped"


class Bound(models.TextChoices):
    """What must lie beyond the bound before an alert is given."""

    INTERVAL = "interval", "The whole interval"
    VALUE = "value", "The value alone"


class Beyond(models.TextChoices):
    BELOW = "below", "falls below"
    ABOVE = "above", "rises above"


class Every(models.TextChoices):
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
