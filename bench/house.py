"""A house of 200 programs × 52 weeks × 20 vendors: its pages, its snapshots, and a weekly report for every program.

Every vendor delivers to every program every week, which makes 208,000 deliveries and nearly as many ledger entries.
What quality adds up of labels is timed in `quality`. Pages are timed whole, from request to last byte, by the
people who open them; questions to the database are counted with 20 programs and with 200.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.database import fresh_database
from bench.frame import Line
from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.base import rollups
from dataops.base.database import STAFF, STAFF_ROLE, standing
from programs.operations.drafting import draft_due
from programs.operations.metric import keep_built_in
from programs.operations.snapshot import take_week
from programs.rules.week import week_of
from tests.factories import accounts, vendors

PROGRAMS = int(os.environ.get("BENCH_PROGRAMS", "200"))
WEEKS, VENDORS, FEW, ROUNDS = 52, 20, 20, 40

PROGRAMS_SQL = """
insert into programs_program (created_at, updated_at, code, name, goal, scope_in, scope_out, sponsor, manager_id,
    starts_on, due_on, units_planned, currency, state, version, portfolio_id)
select now(), now(), 'PRG-' || lpad(n::text, 3, '0'), 'Program ' || n, 'Better answers.', '', '', '', %(manager)s,
    current_date - 370, current_date + (n %% 180), 130000, 'USD', 'active', 1,
    (select id from programs_portfolio order by id offset n %% 5 limit 1)
from generate_series(%(first)s, %(last)s) n
"""
PARTS_SQL = """
insert into programs_target (created_at, updated_at, program_id, metric, value, tolerance, version)
select now(), now(), id, m, 0.9, 0.02, 1 from programs_program, unnest(array['gold_accuracy', 'acceptance']) m
where id not in (select program_id from programs_target);
insert into programs_budgetline (created_at, updated_at, program_id, category, quantity, unit_cost, note, version)
select now(), now(), id, 'labeling', 130000, 0.1, '', 1 from programs_program
where id not in (select program_id from programs_budgetline);
insert into programs_programforecast (created_at, updated_at, program_id, computed_on, computed_at, remaining,
    history_days, p50_on, p85_on, p95_on, reason)
select now(), now(), id, current_date - 7 * w, now(), 9000, 200, current_date + 60, current_date + 80,
    current_date + 90, '' from programs_program p, generate_series(0, 51) w
where not exists (select from programs_programforecast f where f.program_id = p.id);
insert into programs_milestone (created_at, updated_at, program_id, name, baseline_on, due_on, units, gate, state, version)
select now(), now(), id, 'Milestone ' || m, current_date + 30 * m, current_date + 30 * m, 20000 * m, '', 'planned', 1
from programs_program p, generate_series(1, 4) m
where not exists (select from programs_milestone o where o.program_id = p.id);
insert into vendors_workorder (created_at, updated_at, vendor_id, contract_id, rate_line_id, program_id, number, units,
    unit_price, due_on, state, sent_at, answer_reason)
select now(), now(), r.vendor_id, r.contract_id, r.id, p.id, p.code || '-' || r.vendor_id, 9000, 0.1,
    current_date + 90, 'accepted', now(), '' from programs_program p, vendors_rateline r
where not exists (select from vendors_workorder o where o.program_id = p.id);
insert into vendors_delivery (created_at, updated_at, vendor_id, work_order_id, batch_ref, units, due_on, delivered_at,
    state, decided_at, decision_reason, attempt)
select now(), now(), o.vendor_id, o.id, 'W' || w, 100 + o.id % 20, current_date - 7 * w, now() - w * interval '7 days',
    case when (o.id + w) % 12 = 0 then 'rejected' else 'accepted' end, now() - w * interval '7 days', '', 1
from vendors_workorder o, generate_series(0, 51) w
where not exists (select from vendors_delivery d where d.work_order_id = o.id);
insert into vendors_ledgerentry (vendor_id, program_id, work_order_id, delivery_id, kind, units, unit_price, amount,
    currency, entered_at)
select d.vendor_id, o.program_id, o.id, d.id, 'accepted', d.units, 0.1, d.units * 0.1, 'USD', d.decided_at
from vendors_delivery d join vendors_workorder o on o.id = d.work_order_id
where d.state = 'accepted' and not exists (select from vendors_ledgerentry l where l.delivery_id = d.id);
"""
SNAPSHOTS_SQL = """
insert into programs_metricsnapshot (metric_id, scope, program_id, week_on, numerator, denominator, value, low, high,
    n, currency, reason, is_frozen, taken_at)
select m.id, 'program', p.id, date_trunc('week', current_date)::date - 7 * w, 900 + p.id % 90, 1000, 0.9, 0.88, 0.92,
    1000, '', '', true, now()
from programs_metricdefinition m, programs_program p, generate_series(1, 51) w
where m.key in ('gold_accuracy', 'agreement', 'first_pass', 'unit_cost', 'throughput', 'coverage')
    and not exists (select from programs_metricsnapshot s where s.program_id = p.id)
"""


def run() -> list[Line]:
    with fresh_database(), standing(STAFF):
        _people()
        _grow(1, FEW)
        leader, manager = (_client(role) for role in (Role.LEADERSHIP, Role.PROGRAM_MANAGER))
        few = {name: _questions(ask) for name, ask in _pages(leader, manager).items()}
        _grow(FEW + 1, PROGRAMS)
        return [*_timed(_pages(leader, manager), few), *_reported()]


def _people() -> None:
    keep_built_in()
    for role in (Role.PROGRAM_MANAGER, Role.LEADERSHIP):
        accounts.user(role)
    for _ in range(VENDORS):
        vendors.rate_line(vendors.contract(vendors.vendor()))
    _execute(
        "insert into programs_portfolio (created_at, updated_at, name, note, version)"
        " select now(), now(), 'Portfolio ' || n, '', 1 from generate_series(1, 5) n"
    )


def _grow(first: int, last: int) -> None:
    manager = User.objects.filter(role=Role.PROGRAM_MANAGER).earliest("pk")
    # Rows made here leave no trail and are true by how they are made: the owner of the tables passes the triggers by.
    _execute("set role none; set session_replication_role = replica")
    _execute(PROGRAMS_SQL, {"manager": manager.pk, "first": first, "last": last})
    _execute(PARTS_SQL)
    _execute(SNAPSHOTS_SQL)
    for table, rollup in rollups.rollups().items():
        _execute(f"truncate {table}; {rollups.fill(table, rollup)}")
    _execute("analyze")
    _execute(f"set session_replication_role = default; set role {STAFF_ROLE}")


def _execute(sql: str, values: dict[str, object] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _client(role: Role) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.filter(role=role).earliest("pk"))
    return client


def _pages(leader: Client, manager: Client) -> dict[str, Callable[[], object]]:
    portfolio, page = reverse("programs:program-list"), reverse("programs:leadership")
    return {
        "portfolio": lambda: manager.get(portfolio),
        "leadership": lambda: leader.get(page),
        "leadership of one vendor, 13 weeks": lambda: leader.get(
            page, {"vendor": _first_vendor(), "period": 13}
        ),
        "rows behind a figure": lambda: leader.get(reverse("programs:leadership-rows", args=["first_pass"])),
        "roadmap": lambda: leader.get(reverse("programs:roadmap")),
    }


def _first_vendor() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select min(organisation_id) from vendors_vendor")
        return cursor.fetchone()[0]


def _questions(ask: Callable[[], object]) -> int:
    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def _timed(pages: dict[str, Callable[[], object]], few: dict[str, int]) -> list[Line]:
    for ask in pages.values():
        ask()
    gc.collect()  # as a web process does once it has started
    gc.freeze()
    lines = []
    for name, ask in pages.items():
        taken = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            answer = ask()
            taken.append(time.perf_counter() - start)
            if answer.status_code != 200:
                raise AssertionError(f"{name}: {answer.status_code}")
        more = _questions(ask) - few[name]
        late = sorted(taken)[int(ROUNDS * 0.95) - 1]
        lines.append(Line(f"{name}: 95 of 100 within", late * 1e3, "ms", 300, 150))
        lines.append(
            Line(f"    questions at {PROGRAMS} programs less those at {FEW}", more, "questions", 0, 0)
        )
    return lines


def _reported() -> list[Line]:
    now = timezone.now()
    start = time.perf_counter()
    figures = take_week(week_of(now.date()), at=now)
    kept = time.perf_counter() - start
    start = time.perf_counter()
    drafted = draft_due(at=now)
    written = time.perf_counter() - start
    return [
        Line(f"a week of {figures:,} figures kept", kept, "s", 30, 5),
        Line(f"a weekly report for each of {drafted} programs", written, "s", 60, 20),
    ]
