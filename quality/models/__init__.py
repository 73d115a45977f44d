from quality.models.agreement import AggregationSnapshot, AgreementSnapshot, BatchTally, ProjectTally
from quality.models.decision import AcceptanceDecision
from quality.models.gold import GoldCount, GoldItem, GoldSnapshot

__all__ = [
    "AcceptanceDecision",
    "AggregationSnapshot",
    "AgreementSnapshot",
    "BatchTally",
    "GoldCount",
    "GoldItem",
    "GoldSnapshot",
    "ProjectTally",
]
