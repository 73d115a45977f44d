"""What every figure on the pages means, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from programs.choices import Metric


@dataclass(frozen=True)
class Definition:
    key: str
    name: str
    meaning: str
    formula: str
    unit: str
    better: str
    uncertainty: str


METRICS = (
    Definition(
        Metric.AGREEMENT,
        "Agreement (α)",
        "How much people who judge the same item agree beyond chance.",
        "1 − observed disagreement ÷ disagreement expected by chance (Krippendorff’s alpha)",
        "coefficient, at most 1",
        "higher",
        "95% interval over items",
    ),
    Definition(
        Metric.GOLD_ACCURACY,
        "Gold accuracy",
        "How often judgements match items whose answer is known.",
        "judgements equal to the gold answer ÷ judgements on gold items",
        "share",
        "higher",
        "95% Wilson interval",
    ),
    Definition(
        Metric.ACCEPTANCE,
        "Accepted of delivered units",
        "How much of what was delivered was accepted.",
        "units of accepted deliveries ÷ units of decided deliveries",
        "share",
        "higher",
        "95% Wilson interval over batches, which are decided as a whole",
    ),
    Definition(
        Metric.ON_TIME,
        "Deliveries on time",
        "How many deliveries came by the day they were due.",
        "deliveries on or before their due date ÷ deliveries",
        "share",
        "higher",
        "95% Wilson interval",
    ),
    Definition(
        Metric.UNIT_COST,
        "Cost per accepted unit",
        "What one accepted unit cost.",
        "amount in the ledger ÷ accepted units",
        "money",
        "lower",
        "exact: a sum of ledger entries",
    ),
    Definition(
        "throughput",
        "Accepted a week",
        "How much was accepted in seven days.",
        "sum of accepted units in the last seven days, today included",
        "units",
        "higher",
        "exact count",
    ),
    Definition(
        "done",
        "Done and plan",
        "How much of the program is accepted, and how much an even pace would have brought by today.",
        "accepted units ÷ planned units; days since the start ÷ days from start to due date",
        "share",
        "higher",
        "exact count",
    ),
    Definition(
        "p50_p85",
        "P50 and P85",
        "The dates by which the program is done in 50 and in 85 of 100 futures.",
        "10,000 futures, each drawn from the accepted units of past days, idle days included, until nothing remains",
        "date",
        "earlier",
        "the distance from P50 to P85; no date with fewer than 10 days, or 8 days with deliveries",
    ),
    Definition(
        "slip",
        "P85 slip",
        "How far P85 lies behind the due date.",
        "P85 − due date",
        "days",
        "lower",
        "follows from the forecast",
    ),
    Definition(
        "ends",
        "Cost at completion",
        "What the program will have cost at the present cost of a unit.",
        "spent × planned units ÷ accepted units",
        "money",
        "lower",
        "a projection: it assumes that the rest costs what the first part did",
    ),
    Definition(
        "turnaround",
        "Request to decision",
        "How long a request waits for a decision.",
        "median and P85 of (decided − submitted) of requests decided in the last 13 weeks",
        "time",
        "lower",
        "95% interval of the median between two of the waits, from six requests on; P85 beside it",
    ),
    Definition(
        "status",
        "Status",
        "Whether a program keeps its promises, by rule.",
        "Off track: P50 after the due date. At risk: P85 after it, or the whole interval of a target on its wrong "
        "side. No data: too little history. On track: none of these.",
        "word",
        "on track",
        "an override needs a reason, and both are shown",
    ),
)
