"""Who and what the sample company is made of. Invented, all of it."""

from __future__ import annotations

from dataclasses import dataclass

from dataops.accounts.choices import OrganisationKind, Role

COMPANY = "Meridian Labs"
DOMAIN = "example.org"


@dataclass(frozen=True)
class House:
    """A vendor or the in-house team: its people, its price, how well and how punctually it works."""

    slug: str
    name: str
    kind: OrganisationKind
    countries: str
    price: str
    workers: int
    skill: float
    late_share: float


HOUSES = [
    House(
        "kestrel", "Kestrel Annotations", OrganisationKind.VENDOR, "Portugal, Spain", "1.35", 16, 0.93, 0.05
    ),
    House("lumen", "Lumen Data", OrganisationKind.VENDOR, "Philippines", "0.95", 14, 0.90, 0.15),
    House("tessera", "Tessera Works", OrganisationKind.VENDOR, "Poland", "1.60", 10, 0.95, 0.03),
    House("harbor", "Harbor Language", OrganisationKind.VENDOR, "Kenya", "1.20", 10, 0.91, 0.30),
    House("in-house", "Meridian labeling team", OrganisationKind.TEAM, "Germany", "2.10", 10, 0.96, 0.02),
]

# The first of each role is the persona of the sign-in page.
STAFF = [
    (Role.PROGRAM_MANAGER, "Ines Carvalho"),
    (Role.PROGRAM_MANAGER, "Tomasz Wójcik"),
    (Role.REQUESTER, "Mei Tanaka"),
    (Role.REQUESTER, "Noah Okafor"),
    (Role.REVIEWER, "Priya Raman"),
    (Role.VENDOR_MANAGER, "Jonas Eklund"),
    (Role.COMPLIANCE_OFFICER, "Hanna Lindqvist"),
    (Role.LEADERSHIP, "Adaeze Obi"),
    (Role.ADMINISTRATOR, "Viktor Hess"),
]
VENDOR_ADMINS = {
    "kestrel": "Rita Fonseca",
    "lumen": "Carlo Reyes",
    "tessera": "Zofia Nowak",
    "harbor": "Grace Wanjiru",
}
LABELERS = {"in-house": "Amina Yusuf", "kestrel": "Pedro Alves"}


@dataclass(frozen=True)
class Question:
    """What is asked of the items, the answers, and sentences that deserve each answer."""

    text: str
    answers: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]


INTENT = Question(
    "What does the customer want?",
    ("Refund", "Cancel", "Invoice", "Access"),
    (
        ("I was charged twice for {thing}, send the money back.", "Please reverse the payment for {thing}."),
        ("Stop my plan for {thing} at the end of the month.", "I no longer need {thing}, end it."),
        ("I need a copy of the bill for {thing}.", "Which amount on the invoice belongs to {thing}?"),
        ("I cannot sign in to {thing}.", "My code for {thing} never arrives."),
    ),
)
RELEVANCE = Question(
    "How well does the result answer the query?",
    ("Not at all", "Partly", "Fully"),
    (
        (
            "Query: {thing}. Result: opening hours of another shop.",
            "Query: {thing}. Result: a page that is gone.",
        ),
        ("Query: {thing}. Result: an older model of it.", "Query: {thing}. Result: a forum about its maker."),
        ("Query: {thing}. Result: its manual.", "Query: {thing}. Result: its page in the shop."),
    ),
)
PREFERENCE = Question(
    "Which answer would you rather get?",
    ("The first", "About the same", "The second"),
    (
        (
            "About {thing}. First: four clear steps. Second: a joke.",
            "About {thing}. First: correct. Second: out of date.",
        ),
        ("About {thing}. First and second differ in one comma.", "About {thing}. Both say they do not know."),
        (
            "About {thing}. First: a lecture. Second: the answer.",
            "About {thing}. First: made up. Second: with its source.",
        ),
    ),
)
SENSITIVE = Question(
    "Does the note name a person?",
    ("No", "Yes"),
    (
        ("Seen on Tuesday for {thing}, discharged.", "Follow-up of {thing} in six weeks."),
        ("Mrs Albright asks about {thing}.", "Call the brother, Mr Quist, about {thing}."),
    ),
)
SAFETY = Question(
    "Would following this advice hurt somebody?",
    ("Harmless", "Unclear", "Harmful"),
    (
        ("Where to find out more about {thing}.", "The history of {thing}."),
        ("Is {thing} right for everybody?", "How much should one say about {thing}?"),
        ("Send {thing} to a stranger without asking.", "Tell nobody about {thing} when they ask for help."),
    ),
)

THINGS = (
    "the March renewal", "a blue kettle", "the family plan", "two chairs", "the annual report", "a bus ticket",
    "the garden hose", "an old printer", "the second order", "a winter coat", "the studio", "a bicycle lamp",
    "the night train", "a rice cooker", "the ledger", "green tea", "a camera bag", "the workshop", "a paper map",
    "the tennis club", "a door lock", "the spare key", "an oak table", "the ferry", "a wool blanket",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """One program of the company: what it wants, who works for it, and what fate has in store."""

    code: str
    name: str
    goal: str
    question: Question
    manager: str
    houses: tuple[str, ...]
    items_a_week: int
    judgements: int
    starts_weeks_ago: int
    due_in_days: int
    planned_share: float  # of the units planned, how much the plan's own pace would reach by the due date
    sensitivity: str
    agreement_target: str
    accuracy_target: str
    trouble: str = ""  # "quality": one vendor's labels turn bad · "capacity": its pace halves


PLANS = [
    Plan("PRG-022", "Clinical notes de-identification", "Release notes for research without naming anybody.", SENSITIVE, "Ines Carvalho", ("lumen", "tessera"), 36, 3, 11, 17, 0.90, "special", "0.70", "0.88", "quality"),
    Plan("PRG-035", "Assistant preference pairs, Q4", "Preferences that make answers shorter and truer.", PREFERENCE, "Ines Carvalho", ("harbor", "kestrel"), 34, 3, 10, 27, 0.70, "internal", "0.60", "0.85", "capacity"),
    Plan("PRG-026", "Search relevance judgments", "Judge the thousand queries that most people ask.", RELEVANCE, "Ines Carvalho", ("tessera",), 30, 3, 12, 27, 0.68, "public", "0.60", "0.88"),
    Plan("PRG-031", "Support intent, five markets", "Route mail to the right desk the first time.", INTENT, "Ines Carvalho", ("kestrel", "in-house"), 32, 3, 9, 62, 0.66, "personal", "0.70", "0.90"),
    Plan("PRG-037", "Safety taxonomy, red-team set", "Know harmful advice when the model sees it.", SAFETY, "Tomasz Wójcik", ("in-house",), 22, 3, 8, 45, 0.74, "internal", "0.60", "0.90"),
    Plan("PRG-030", "Refund narratives", "Tell honest refund stories from made-up ones.", INTENT, "Tomasz Wójcik", ("kestrel",), 24, 2, 8, 50, 0.70, "personal", "0.70", "0.88"),
    Plan("PRG-038", "Evaluation holdout 2027", "A test set that no vendor has seen.", RELEVANCE, "Tomasz Wójcik", ("in-house",), 18, 3, 9, 80, 0.66, "internal", "0.60", "0.90"),
    Plan("PRG-041", "Code review preference", "Learn which review comments help.", PREFERENCE, "Tomasz Wójcik", ("tessera",), 0, 3, -2, 120, 0.0, "internal", "0.60", "0.88"),
]  # fmt: skip
