import datetime as dt
import hashlib

from django.core.files.base import ContentFile

from programs.choices import Metric, RequestState
from programs.models import (
    Activity,
    Ask,
    BudgetLine,
    BusinessCalendar,
    ChangeRequest,
    CostEntry,
    CrewChange,
    Criterion,
    DataRequest,
    DayOff,
    Decision,
    Estimate,
    Improvement,
    Involvement,
    MetricDefinition,
    MetricSnapshot,
    Milestone,
    Portfolio,
    Program,
    ProgramForm,
    ProgramTemplate,
    RaidItem,
    RequestAttachment,
    RequestQuestion,
    RequestType,
    SavedView,
    SlaGoal,
    SlaPolicy,
    Stakeholder,
    StatusReport,
    Target,
    TemplateForm,
    TemplateMilestone,
    TemplateSeed,
    TemplateTarget,
    ViewDelivery,
    Watch,
)
from programs.operations.metric import keep_built_in
from programs.operations.report import draft_report
from tests.conftest import NOON
from tests.factories import number
from tests.factories.accounts import user

DAY = NOON.date()


def program(**fields) -> Program:
    n = number()
    defaults = {
        "code": f"PRG-{n:03}",
        "name": f"Program {n}",
        "goal": "Better answers.",
        "starts_on": DAY - dt.timedelta(days=30),
        "due_on": DAY + dt.timedelta(days=60),
        "units_planned": 1000,
        "state": "active",
    }
    if "manager" not in fields:
        fields["manager"] = user()
    return Program.objects.create(**defaults | fields)


def milestone(program_=None, **fields) -> Milestone:
    day = DAY + dt.timedelta(days=30)
    defaults = {"name": f"Milestone {number()}", "baseline_on": day, "due_on": day}
    return Milestone.objects.create(program=program_ or program(), **defaults | fields)


def portfolio(**fields) -> Portfolio:
    return Portfolio.objects.create(**{"name": f"Portfolio {number()}"} | fields)


def metric(key="gold_accuracy") -> MetricDefinition:
    """One of the registry, which a test that empties all tables may have taken away."""
    keep_built_in()
    return MetricDefinition.objects.get(key=key)


def snapshot(key="gold_accuracy", **fields) -> MetricSnapshot:
    """95 of 100 in the whole house, in a week that is over."""
    defaults = {
        "scope": "house", "week_on": DAY - dt.timedelta(days=DAY.weekday() + 7), "numerator": 95,
        "denominator": 100, "value": 0.95, "low": 0.89, "high": 0.98, "n": 100, "taken_at": NOON,
    }  # fmt: skip
    return MetricSnapshot.objects.create(metric=metric(key), **defaults | fields)


def improvement(program_=None, **fields) -> Improvement:
    """In its trial since the day of the tests; owned by the program's manager."""
    program_ = program_ or program()
    defaults = {
        "title": f"Improvement {number()}",
        "change": "Another rule.",
        "state": "trial",
        "changed_on": DAY,
    }
    if "metric" not in fields:
        fields["metric"] = metric()
    return Improvement.objects.create(**defaults | {"owner": program_.manager, "program": program_} | fields)


def watch(owner, **fields) -> Watch:
    defaults = {
        "scope": "house",
        "beyond": "below",
        "bound": "0.9",
        "metric": fields.pop("metric", None) or metric(),
    }
    return Watch.objects.create(owner=owner, **defaults | fields)


def saved_view(owner, **fields) -> SavedView:
    return SavedView.objects.create(owner=owner, **{"name": f"View {number()}"} | fields)


def view_delivery(view, reader=None, **fields) -> ViewDelivery:
    defaults = {"every": "week", "day": 1, "hour": 8, "zone": "UTC", "next_at": NOON}
    return ViewDelivery.objects.create(view=view, reader=reader or view.owner, **defaults | fields)


def target(program_=None, **fields) -> Target:
    return Target.objects.create(
        program=program_ or program(), **{"metric": Metric.AGREEMENT, "value": "0.7"} | fields
    )


def budget_line(program_=None, **fields) -> BudgetLine:
    defaults = {"category": "labeling", "quantity": 1000, "unit_cost": "0.10"}
    return BudgetLine.objects.create(program=program_ or program(), **defaults | fields)


def cost_entry(program_=None, **fields) -> CostEntry:
    program_ = program_ or program()
    defaults = {"category": "compute", "spent_on": DAY, "amount": "12.50", "currency": program_.currency}
    defaults |= {"source": "manual", "entered_by": program_.manager, "entered_at": NOON}
    return CostEntry.objects.create(program=program_, **defaults | fields)


def day_off(program_=None, **fields) -> DayOff:
    return DayOff.objects.create(program=program_ or program(), **{"on": DAY, "name": "Feast"} | fields)


def crew_change(program_=None, **fields) -> CrewChange:
    defaults = {"from_on": DAY, "people_before": 10, "people_added": 2, "ramp_weeks": 4}
    return CrewChange.objects.create(program=program_ or program(), **defaults | fields)


def raid_item(program_=None, **fields) -> RaidItem:
    """A risk in the middle of the map, unless said otherwise."""
    program_ = program_ or program()
    defaults = {"kind": "risk", "statement": f"Risk {number()}", "category": "quality", "raised_on": DAY}
    if fields.get("kind", "risk") == "risk":
        defaults |= {"likelihood": 3, "impact": 3, "treatment": "mitigate"}
    return RaidItem.objects.create(program=program_, **{"owner": program_.manager} | defaults | fields)


def ask(program_=None, **fields) -> Ask:
    """Of the manager, by themselves."""
    program_ = program_ or program()
    defaults = {"what": f"Ask {number()}", "needed_by": DAY + dt.timedelta(days=7), "asked_on": DAY}
    defaults |= {"owner": program_.manager, "asked_by": program_.manager}
    return Ask.objects.create(program=program_, **defaults | fields)


def decision(program_=None, **fields) -> Decision:
    program_ = program_ or program()
    defaults = {"question": f"Question {number()}?", "options": "Yes\nNo", "decider": program_.manager}
    return Decision.objects.create(program=program_, **defaults | fields)


def stakeholder(program_=None, **fields) -> Stakeholder:
    return Stakeholder.objects.create(program=program_ or program(), **{"name": f"Team {number()}"} | fields)


def activity(program_=None, **fields) -> Activity:
    """With a stakeholder of its own who answers for it."""
    program_ = program_ or program()
    made = Activity.objects.create(program=program_, **{"name": f"Activity {number()}"} | fields)
    Involvement.objects.create(activity=made, stakeholder=stakeholder(program_), part="accountable")
    return made


def template(**fields) -> ProgramTemplate:
    """With one of each sort of line."""
    made = ProgramTemplate.objects.create(**{"name": f"Template {number()}"} | fields)
    TemplateMilestone.objects.create(template=made, name="Pilot accepted", after_days=14)
    TemplateSeed.objects.create(
        template=made, kind="risk", statement="Too few people", category="capacity", likelihood=2, impact=3
    )
    TemplateTarget.objects.create(template=made, metric=Metric.AGREEMENT, value="0.7")
    TemplateForm.objects.create(template=made, name="QA plan", questions=["Who checks?"])
    return made


def form(program_=None, **fields) -> ProgramForm:
    words = {"name": f"Form {number()}", "questions": ["Who checks?", "How many items?"], "answers": ["", ""]}
    return ProgramForm.objects.create(program=program_ or program(), **words | fields)


def change_request(program_=None, **fields) -> ChangeRequest:
    """Twice the units, asked for by the manager."""
    program_ = program_ or program()
    n = number()
    defaults = {"number": n, "title": f"Change {n}", "reason": "The model needs it.", "requested_on": DAY}
    defaults |= {"requested_by": program_.manager, "units_planned": 2 * program_.units_planned}
    return ChangeRequest.objects.create(program=program_, **defaults | fields)


def data_request(**fields) -> DataRequest:
    n = number()
    if "requester" not in fields:
        fields["requester"] = user(role="requester")
    return DataRequest.objects.create(**{"number": f"REQ-{n:04}", "title": f"Request {n}"} | fields)


def request_question(kind: str, **fields) -> RequestQuestion:
    """One more question of a type that every company begins with."""
    defaults = {"label": f"Question {number()}?", "kind": "text"}
    return RequestQuestion.objects.create(type=RequestType.objects.get(kind=kind), **defaults | fields)


def criterion(request, **fields) -> Criterion:
    defaults = {"metric": Metric.ACCEPTANCE, "operator": "at_least", "threshold": "0.9"}
    return Criterion.objects.create(request=request, **defaults | fields)


def attachment(request, content: bytes = b"Some words.", **fields) -> RequestAttachment:
    defaults = {"file_name": "words.txt", "content_type": "text/plain", "size": len(content)}
    defaults |= {"sha256": hashlib.sha256(content).hexdigest(), "added_by": request.requester}
    return RequestAttachment.objects.create(
        request=request, file=ContentFile(content, name="words.txt"), **defaults | fields
    )


def submitted_request(**fields) -> DataRequest:
    """A request that is complete and waits for triage."""
    defaults = {
        "state": RequestState.SUBMITTED,
        "submitted_at": NOON,
        "kind": "new_dataset",
        "purpose": "The model mistakes refunds for complaints.",
        "modality": "text",
        "source": "Support mail of 2025.",
        "sensitivity": "internal",
        "question": "What does the customer want?",
        "classes": ["Refund", "Complaint"],
        "volume": 1000,
        "judgements_per_item": 3,
        "split": "training",
        "needed_by": DAY + dt.timedelta(days=60),
    }
    return data_request(**defaults | fields)


def calendar(**fields) -> BusinessCalendar:
    """Monday to Friday, 9 to 17, UTC."""
    return BusinessCalendar.objects.create(**{"name": f"Calendar {number()}"} | fields)


def policy(*, goals=(("response", 8, "hours"), ("decision", 3, "days"), ("delivery", 30, "days")), **fields):
    """For everything, pausing while the requester is asked."""
    if "calendar" not in fields:
        fields["calendar"] = calendar()
    defaults = {"name": f"Policy {number()}", "pauses": ["needs_information", "estimated"]}
    made = SlaPolicy.objects.create(**defaults | fields)
    for goal, amount, unit in goals:
        SlaGoal.objects.create(policy=made, goal=goal, amount=amount, unit=unit)
    return made


def estimate(request=None, **fields) -> Estimate:
    """Typed, in two and three weeks, and quoted."""
    request = request or submitted_request(state="estimated")
    dates = {"starts_on": DAY, "p50_on": DAY + dt.timedelta(days=14), "p85_on": DAY + dt.timedelta(days=21)}
    typed = {"is_typed": True, "reason": "Like the last one.", "made_at": NOON, "state": "quoted"}
    made_by = fields.pop("made_by", None) or user()
    defaults = dates | typed | {"number": request.estimates.count() + 1, "made_by": made_by}
    return Estimate.objects.create(request=request, **defaults | fields)


def report(program_=None) -> StatusReport:
    """The draft of this week, with the numbers that the program has."""
    return draft_report(program_ or program(), DAY, actor=None, at=NOON)
