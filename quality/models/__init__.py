from quality.models.agreement import AgreementSnapshot, BatchTally
from quality.models.decision import AcceptanceDecision
from quality.models.gold import GoldCount, GoldItem

__all__ = ["AcceptanceDecision", "AgreementSnapshot", "BatchTally", "GoldCount", "GoldItem"]
