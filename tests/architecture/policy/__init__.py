"""Who may do what at which address: one CSV an app, read by people and by the matrix test.

`route,method,roles`: methods and roles are separated by blanks. A row says who gets an answer on an
object of their own; a route and method without a row is answered to nobody, and so is one whose
roles are empty.

- A role with a star is answered only there: on programs that admitted the person, on what they began.
- `anyone` needs no sign-in; `everyone` is every role; `staff` are those of our company, `labelers`
  those who label, here or at a vendor.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from dataops.accounts.choices import ROLES_OF, OrganisationKind, Role

FOLDER = Path(__file__).parent
EVERYONE = frozenset(role.value for role in Role)
GROUPS = {
    "anyone": EVERYONE | {"anyone"},
    "everyone": EVERYONE,
    "staff": frozenset(role.value for role in ROLES_OF[OrganisationKind.COMPANY]),
    "labelers": frozenset({Role.LABELER.value, Role.VENDOR_LABELER.value}),
}


@dataclass(frozen=True)
class Rule:
    """Who is answered on things of their own, and who of them only on those."""

    roles: frozenset[str] = frozenset()
    own_only: frozenset[str] = frozenset()


def policy() -> dict[tuple[str, str], Rule]:
    """(route, method) → who is answered."""
    rules: dict[tuple[str, str], Rule] = {}
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                for method in row["method"].split():
                    key = (row["route"], method)
                    assert key not in rules, f"{path.name}: {key} stands there twice"
                    rules[key] = _rule(row["roles"].split())
    return rules


def _rule(words: list[str]) -> Rule:
    starred = frozenset(word.removesuffix("*") for word in words if word.endswith("*"))
    named = [GROUPS.get(word, {word}) for word in words if not word.endswith("*")]
    roles = starred.union(*named)
    assert roles <= EVERYONE | {"anyone"}, f"no such role: {roles - EVERYONE}"
    return Rule(roles, starred)
