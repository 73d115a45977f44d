"""The figures that the program makes itself, in the words they begin with; people may change the words."""

from __future__ import annotations

# key, name, meaning, formula, unit, better, uncertainty, the view to check it by
_ROWS = (
    ("gold_accuracy", "Gold accuracy", "How often judgements match items whose answer is known.",
     "judgements equal to the gold answer ÷ judgements on gold items", "share", "higher",
     "95% Wilson interval", "read_gold"),
    ("agreement", "Agreement (α)", "How much people who judge the same item agree beyond chance.",
     "1 − observed disagreement ÷ disagreement expected by chance (Krippendorff’s alpha); of several programs the middle one",
     "coefficient", "higher", "95% interval over items; of several programs their range", "read_agreement"),
    ("first_pass", "First-pass yield", "How much was right the first time; the rest is rework.",
     "units accepted at the first attempt ÷ units decided at the first attempt", "share", "higher",
     "95% Wilson interval over batches, which are decided as a whole", "read_deliveries"),
    ("acceptance", "Accepted of delivered units", "How much of what was delivered was accepted.",
     "units of accepted deliveries ÷ units of decided deliveries", "share", "higher",
     "95% Wilson interval over batches, which are decided as a whole", "read_deliveries"),
    ("on_time", "Deliveries on time", "How many deliveries came by the day they were due.",
     "deliveries on or before their due date ÷ deliveries", "share", "higher", "95% Wilson interval",
     "read_deliveries"),
    ("turnaround", "Request to decision", "How long a request waits for a decision.",
     "median and P85 of (decided − submitted) of requests decided in the period, 13 weeks unless another is asked for",
     "time", "lower", "95% interval of the median between two of the waits, from six requests on; P85 beside it",
     "read_requests"),
    ("throughput", "Accepted a week", "How much was accepted in seven days.",
     "sum of accepted units in the last seven days, today included; a reversal counts on its own day", "units",
     "higher", "exact count", "read_accepted_units"),
    ("unit_cost", "Cost per accepted unit", "What one accepted unit cost.",
     "amount in the ledger ÷ accepted units, in one currency", "money", "lower", "exact: a sum of ledger entries",
     "read_accepted_units"),
    ("coverage", "Judgements in", "How much of the work that is prepared has its judgements.",
     "judgements that are in ÷ judgements planned for prepared batches", "share", "higher", "exact count", ""),
    ("backlog", "Requests waiting", "How many requests wait for a decision, and since when the oldest does.",
     "requests that are submitted, or whose estimate was agreed to, and that are not decided, asked about or snoozed", "units", "lower", "exact count",
     "read_requests"),
    ("budget", "Cost at completion", "What the programs will have cost, against what was set aside.",
     "spent × planned units ÷ accepted units, added up", "money", "lower",
     "a projection: it assumes that the rest costs what the first part did", ""),
    ("done", "Done and plan",
     "How much of the program is accepted, and how much an even pace would have brought by today.",
     "accepted units ÷ planned units; days since the start ÷ days from start to due date", "share", "higher",
     "exact count", "read_programs"),
    ("p50_p85", "P50 and P85", "The dates by which the program is done in 50 and in 85 of 100 futures.",
     "10,000 futures, each drawn from the accepted units of past days, idle days included, until nothing remains",
     "date", "earlier",
     "the distance from P50 to P85; no date with fewer than 10 days, or 8 days with deliveries", ""),
    ("slip", "P85 slip", "How far P85 lies behind the due date.", "P85 − due date", "days", "lower",
     "follows from the forecast", ""),
    ("status", "Status", "Whether a program keeps its promises, by rule.",
     ("Off track: P50 after the due date. At risk: P85 after it, or the whole interval of a target on its wrong side. "
     "No data: too little history. On track: none of these."),
     "word", "on_track", "an override needs a reason, and both are shown", ""),
)  # fmt: skip
_FIELDS = ("key", "name", "meaning", "formula", "unit", "better", "uncertainty", "source")
BUILT_IN = [
    dict(zip(_FIELDS, row, strict=True)) | {"place": place} for place, row in enumerate(_ROWS, start=1)
]
