"""What a person may read of deliveries and of the ledger to check a figure by hand."""

VIEWS = {
    "read_accepted_units": """
select p.code as program, o.name as vendor, w.number as work_order, l.kind, l.units, l.amount, l.currency,
       l.entered_at at time zone 'UTC' as entered_at
from vendors_ledgerentry l
join programs_program p on p.id = l.program_id
join accounts_organisation o on o.id = l.vendor_id
join vendors_workorder w on w.id = l.work_order_id""",
    "read_deliveries": """
select p.code as program, o.name as vendor, w.number as work_order, d.batch_ref as batch, d.attempt, d.units,
       d.due_on, d.state, d.delivered_at at time zone 'UTC' as delivered_at,
       d.decided_at at time zone 'UTC' as decided_at
from vendors_delivery d
join vendors_workorder w on w.id = d.work_order_id
join programs_program p on p.id = w.program_id
join accounts_organisation o on o.id = d.vendor_id""",
}
