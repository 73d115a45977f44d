"""The key cabinet: every permission there is, and which role carries it.

If it is not on this page, nobody may. A permission held by role is good for everything the
person can see; those in `ON_PROGRAM` and `ON_VENDOR` can also be granted for one program or
one vendor, which django-guardian keeps.
"""

from __future__ import annotations

from dataops.accounts.choices import Role

# what one may see
SEE_HOME = "programs.see_home"
SEE_PROGRAMS = "programs.view_program"
SEE_REQUESTS = "programs.see_requests"
SEE_VENDORS = "programs.see_vendors"
SEE_LABELING = "programs.see_labeling"
SEE_QUALITY = "programs.see_quality"
SEE_MONEY = "programs.see_money"
SEE_COMPLIANCE = "programs.see_compliance"
SEE_LEADERSHIP = "programs.see_leadership"
SEE_REPORTS = "programs.see_reports"
ACKNOWLEDGE_REPORTS = "programs.acknowledge_reports"
SEE_TRAIL = "programs.see_trail"
SEE_OWN_VENDOR = "programs.see_own_vendor"

# what one may do anywhere
SUBMIT_REQUESTS = "programs.submit_requests"
TRIAGE_REQUESTS = "programs.triage_requests"
START_PROGRAMS = "programs.start_programs"
MANAGE_VENDORS = "programs.manage_vendors"
MANAGE_AGREEMENTS = "programs.manage_agreements"
CLEAR_PROGRAMS = "programs.clear_programs"
MANAGE_PEOPLE = "programs.manage_people"
MANAGE_INTAKE = "programs.manage_intake"
INVITE_COLLEAGUES = "programs.invite_colleagues"
KEEP_METRICS = "programs.keep_metrics"
LABEL = "programs.label"
ANSWER_ORDERS = "programs.answer_orders"
ANSWER_SCORECARDS = "programs.answer_scorecards"

# what one may do on a program that names them
CHANGE_PROGRAM = "programs.change_program"
MANAGE_LABELING = "programs.manage_labeling"
JUDGE_QUALITY = "programs.judge_quality"
PUBLISH_REPORTS = "programs.publish_reports"

ON_PROGRAM = [
    ("manage_labeling", "Can set up projects, batches and imports"),
    ("judge_quality", "Can keep gold items and accept deliveries"),
    ("publish_reports", "Can write and publish the weekly report"),
]

_STAFF = {SEE_HOME, SEE_PROGRAMS, SEE_REQUESTS, SEE_REPORTS}

COMPANY_WIDE: dict[str, frozenset[str]] = {
    Role.PROGRAM_MANAGER: frozenset(
        _STAFF
        | {SEE_VENDORS, SEE_LABELING, SEE_QUALITY, SEE_MONEY, SEE_LEADERSHIP}
        | {SUBMIT_REQUESTS, TRIAGE_REQUESTS, START_PROGRAMS, SEE_COMPLIANCE, KEEP_METRICS}
    ),
    Role.REQUESTER: frozenset({SEE_HOME, SEE_REQUESTS, SEE_REPORTS, SUBMIT_REQUESTS}),
    Role.LABELER: frozenset({SEE_HOME, LABEL}),
    Role.REVIEWER: frozenset(_STAFF | {SEE_LABELING, SEE_QUALITY, JUDGE_QUALITY, KEEP_METRICS}),
    Role.VENDOR_MANAGER: frozenset(
        _STAFF | {SEE_VENDORS, SEE_QUALITY, SEE_MONEY, SEE_LABELING, MANAGE_VENDORS}
    ),
    Role.VENDOR_ADMIN: frozenset(
        {SEE_HOME, SEE_OWN_VENDOR, ANSWER_ORDERS, ANSWER_SCORECARDS, INVITE_COLLEAGUES}
    ),
    Role.VENDOR_LABELER: frozenset({SEE_HOME, LABEL}),
    Role.COMPLIANCE_OFFICER: frozenset(
        _STAFF | {SEE_VENDORS, SEE_COMPLIANCE, SEE_TRAIL, MANAGE_AGREEMENTS, CLEAR_PROGRAMS}
    ),
    Role.LEADERSHIP: frozenset(
        _STAFF | {SEE_VENDORS, SEE_QUALITY, SEE_MONEY, SEE_LEADERSHIP, ACKNOWLEDGE_REPORTS}
    ),
    Role.ADMINISTRATOR: frozenset(
        _STAFF
        | {SEE_VENDORS, SEE_LABELING, SEE_QUALITY, SEE_MONEY, SEE_COMPLIANCE, SEE_LEADERSHIP, SEE_TRAIL}
        | {SUBMIT_REQUESTS, TRIAGE_REQUESTS, START_PROGRAMS, MANAGE_VENDORS, MANAGE_PEOPLE, INVITE_COLLEAGUES}
        | {MANAGE_INTAKE, CHANGE_PROGRAM, MANAGE_LABELING, JUDGE_QUALITY, PUBLISH_REPORTS, KEEP_METRICS}
    ),
}

# What being admitted to a program grants on it, by the person's role.
ON_ADMISSION: dict[str, frozenset[str]] = {
    Role.PROGRAM_MANAGER: frozenset(
        {SEE_PROGRAMS, CHANGE_PROGRAM, MANAGE_LABELING, JUDGE_QUALITY, PUBLISH_REPORTS}
    ),
    Role.REQUESTER: frozenset({SEE_PROGRAMS}),
    Role.REVIEWER: frozenset({SEE_PROGRAMS, JUDGE_QUALITY, MANAGE_LABELING}),
}


class RoleBackend:
    """Answers "may this person" from their role alone; django-guardian adds what a program grants."""

    def authenticate(self, request, **credentials):
        return None

    def has_perm(self, user, permission: str, obj: object = None) -> bool:
        return bool(user.is_active) and permission in COMPANY_WIDE.get(user.role, frozenset())
