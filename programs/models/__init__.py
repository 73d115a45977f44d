from programs.models.ahead import CrewChange, DayOff
from programs.models.ask import Ask
from programs.models.attachment import RequestAttachment
from programs.models.budget import BudgetLine, BudgetTolerance
from programs.models.change import ChangeMove, ChangeRequest
from programs.models.closing import Closing
from programs.models.cost import CostEntry
from programs.models.criterion import Criterion
from programs.models.decision import Decision
from programs.models.estimate import Estimate
from programs.models.forecast import MilestoneForecast, ProgramForecast
from programs.models.form import ProgramForm, TemplateForm
from programs.models.improvement import Improvement
from programs.models.message import RequestMessage
from programs.models.metric import MetricDefinition, MetricSnapshot
from programs.models.milestone import Milestone, MilestoneMove, MilestoneNeed
from programs.models.outcome import MetricAfter, RequesterVerdict, Satisfaction
from programs.models.portfolio import Portfolio
from programs.models.program import Program, Target
from programs.models.raci import Activity, Involvement, Stakeholder
from programs.models.raid import RaidItem, RiskScore
from programs.models.ranking import Ranking
from programs.models.reader import Acknowledgement, DigestReader
from programs.models.report import StatusReport
from programs.models.request import DataRequest
from programs.models.request_type import RequestQuestion, RequestType
from programs.models.sla import BusinessCalendar, RequestRest, SlaClock, SlaGoal, SlaPolicy
from programs.models.template import ProgramTemplate, TemplateMilestone, TemplateSeed, TemplateTarget
from programs.models.watch import SavedView, ViewDelivery, Watch

__all__ = [
    "Acknowledgement",
    "Activity",
    "Ask",
    "BudgetLine",
    "BudgetTolerance",
    "BusinessCalendar",
    "ChangeMove",
    "ChangeRequest",
    "Closing",
    "CostEntry",
    "CrewChange",
    "Criterion",
    "DataRequest",
    "DayOff",
    "Decision",
    "DigestReader",
    "Estimate",
    "Improvement",
    "Involvement",
    "MetricAfter",
    "MetricDefinition",
    "MetricSnapshot",
    "Milestone",
    "MilestoneForecast",
    "MilestoneMove",
    "MilestoneNeed",
    "Portfolio",
    "Program",
    "ProgramForecast",
    "ProgramForm",
    "ProgramTemplate",
    "RaidItem",
    "Ranking",
    "RequestAttachment",
    "RequestMessage",
    "RequestQuestion",
    "RequestRest",
    "RequestType",
    "RequesterVerdict",
    "RiskScore",
    "Satisfaction",
    "SavedView",
    "SlaClock",
    "SlaGoal",
    "SlaPolicy",
    "Stakeholder",
    "StatusReport",
    "Target",
    "TemplateForm",
    "TemplateMilestone",
    "TemplateSeed",
    "TemplateTarget",
    "ViewDelivery",
    "Watch",
]
