"""What a person may read of programs, requests and snapshots to check a figure by hand."""

VIEWS = {
    "read_programs": """
select p.code as program, p.name, f.name as portfolio, p.state, p.starts_on, p.due_on, p.units_planned, p.currency
from programs_program p left join programs_portfolio f on f.id = p.portfolio_id""",
    "read_requests": """
select r.number as request, r.kind, r.modality, r.state, p.code as program,
       r.submitted_at at time zone 'UTC' as submitted_at, r.decided_at at time zone 'UTC' as decided_at, r.needed_by,
       r.agreed_at at time zone 'UTC' as estimate_agreed_at, r.snoozed_until
from programs_datarequest r left join programs_program p on p.id = r.program_id
where r.state <> 'draft'""",
    "read_metric_snapshots": """
select m.key as metric, s.scope, p.code as program, o.name as vendor, f.name as portfolio, s.week_on, s.numerator,
       s.denominator, s.value, s.low, s.high, s.n, s.currency, s.reason, s.is_frozen
from programs_metricsnapshot s
join programs_metricdefinition m on m.id = s.metric_id
left join programs_program p on p.id = s.program_id
left join accounts_organisation o on o.id = s.organisation_id
left join programs_portfolio f on f.id = s.portfolio_id""",
}
