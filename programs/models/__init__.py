from programs.models.ahead import CrewChange, DayOff
from programs.models.budget import BudgetLine
from programs.models.change import ChangeRequest
from programs.models.decision import Decision
from programs.models.forecast import MilestoneForecast, ProgramForecast
from programs.models.improvement import Improvement
from programs.models.metric import MetricDefinition, MetricSnapshot
from programs.models.milestone import Milestone, MilestoneMove, MilestoneNeed
from programs.models.portfolio import Portfolio
from programs.models.program import Program, Target
from programs.models.raci import Activity, Involvement, Stakeholder
from programs.models.raid import RaidItem, RiskScore
from programs.models.ranking import Ranking
from programs.models.report import StatusReport
from programs.models.request import DataRequest, RequestMessage
from programs.models.sla import BusinessCalendar, RequestRest, SlaClock, SlaGoal, SlaPolicy
from programs.models.template import ProgramTemplate, TemplateMilestone, TemplateSeed, TemplateTarget
from programs.models.watch import SavedView, ViewDelivery, Watch

__all__ = [
    "Activity",
    "BudgetLine",
    "BusinessCalendar",
    "ChangeRequest",
    "CrewChange",
    "DataRequest",
    "DayOff",
    "Decision",
    "Improvement",
    "Involvement",
    "MetricDefinition",
    "MetricSnapshot",
    "Milestone",
    "MilestoneForecast",
    "MilestoneMove",
    "MilestoneNeed",
    "Portfolio",
    "Program",
    "ProgramForecast",
    "ProgramTemplate",
    "RaidItem",
    "Ranking",
    "RequestMessage",
    "RequestRest",
    "RiskScore",
    "SavedView",
    "SlaClock",
    "SlaGoal",
    "SlaPolicy",
    "Stakeholder",
    "StatusReport",
    "Target",
    "TemplateMilestone",
    "TemplateSeed",
    "TemplateTarget",
    "ViewDelivery",
    "Watch",
]
