"""Who may do what at which address: one CSV an app, read by people and by the matrix test.

`route,method,roles`: roles are separated by blanks; `anyone` needs no sign-in, `everyone` is every
role. A row says who gets an answer on an object of their own; a route and method without a row is
answered to nobody.
"""

from __future__ import annotations

import csv
from pathlib import Path

from dataops.accounts.choices import Role

FOLDER = Path(__file__).parent


def policy() -> dict[tuple[str, str], frozenset[str]]:
    """(route, method) → the roles that are answered, `anyone` among them for open addresses."""
    rows: dict[tuple[str, str], frozenset[str]] = {}
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                for method in row["method"].split():
                    key = (row["route"], method)
                    assert key not in rows, f"{path.name}: {key} stands there twice"
                    rows[key] = _roles(row["roles"])
    return rows


def _roles(text: str) -> frozenset[str]:
    names = set(text.split())
    if "everyone" in names or "anyone" in names:
        names |= {role.value for role in Role}
    unknown = names - {role.value for role in Role} - {"everyone", "anyone"}
    assert not unknown, f"no such role: {unknown}"
    return frozenset(names)
