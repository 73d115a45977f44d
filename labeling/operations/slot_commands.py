"""The two commands of the labeling desk, where a labeler waits: each does all its reading and writing at once."""

from __future__ import annotations

from compliance.rules import MAY_RECEIVE
from dataops.base.statements import Statement
from labeling.models import Annotation, Batch, Item, LabelSchema, Project, Slot, Task

# One worker in two tabs must not be handed two copies of one task: the lock lets one in after the other.
# First what the worker holds already, then an open slot, then one whose holder let the time run out.
# A task is never offered to who answered it, here or in a file, or skipped it. Time is the database's: it is one clock for all.
# What compliance stopped is shown to nobody any more, not even what is at hand.
LEASE_NEXT = Statement(
    f"""
with cleared as materialized (
    select 1 where {MAY_RECEIVE.format(program="%(program)s", vendor="%(vendor)s", on="%(on)s")}
), mine as materialized (
    select id from labeling_slot
    where exists (select 1 from cleared) and worker_id = %(worker)s and state = 'leased' and project_id = %(project)s
    order by id limit 1 for update
), free as materialized (
    select s.id from labeling_slot s
    where not exists (select 1 from mine) and exists (select 1 from cleared)
      and s.project_id = %(project)s and s.vendor_id = %(vendor)s and s.state = 'open'
      and not exists (select 1 from labeling_slot o where o.task_id = s.task_id
                      and (o.worker_id = %(worker)s or %(worker)s = any(o.skipped_by)))
      and not exists (select 1 from labeling_annotation a where a.task_id = s.task_id and a.worker_id = %(worker)s)
    order by s.id limit 1 for update skip locked
), lapsed as materialized (
    select s.id from labeling_slot s
    where not exists (select 1 from mine) and not exists (select 1 from free) and exists (select 1 from cleared)
      and s.state = 'leased' and s.leased_until < now()
      and s.project_id = %(project)s and s.vendor_id = %(vendor)s
      and not exists (select 1 from labeling_slot o where o.task_id = s.task_id
                      and (o.worker_id = %(worker)s or %(worker)s = any(o.skipped_by)))
      and not exists (select 1 from labeling_annotation a where a.task_id = s.task_id and a.worker_id = %(worker)s)
    order by s.id limit 1 for update skip locked
), held as (
    update labeling_slot set
        lease_token = case when exists (select 1 from mine) then lease_token else %(token)s end,
        leased_at = case when exists (select 1 from mine) then leased_at else %(at)s end,
        draft = case when exists (select 1 from mine) then draft end,
        state = 'leased', worker_id = %(worker)s, leased_until = now() + %(length)s
    where id = (select id from mine union all select id from free union all select id from lapsed)
    returning *
)
select {{slot}}, {{task}}, {{item}}, {{batch}}, {{question}}
from held slot
join labeling_task task on task.id = slot.task_id
join labeling_item item on item.id = task.item_id
join labeling_batch batch on batch.id = task.batch_id
join labeling_labelschema question on question.id = batch.schema_id
""",  # noqa: S608 -- made of constants
    first="select pg_advisory_xact_lock(hashtext('labeling.lease'), %(turn)s);",
    slot=Slot,
    task=Task,
    item=Item,
    batch=Batch,
    question=LabelSchema,
)

# The answer is stored when, and only when, this token holds the slot, its share is not delivered and the
# batch's question has the code.
# The slot itself still looks unfinished to the command that finishes it, so it is left out of the last look.
ANSWER = Statement(
    """
with done as (
    update labeling_slot s set state = 'done', leased_until = null, draft = null
    from labeling_task t, labeling_batch b, labeling_labelschema q, labeling_batchshare h
    where s.id = %(slot)s and s.state = 'leased' and s.lease_token = %(token)s
      and h.id = s.share_id and h.state = 'issued'
      and t.id = s.task_id and b.id = t.batch_id and q.id = b.schema_id
      and q.choices @> jsonb_build_array(jsonb_build_object('code', %(code)s::int))
    returning s.*, b.id as batch_id, b.schema_id, b.guideline_id, b.number,
              greatest(0, round(extract(epoch from %(at)s - s.leased_at))) as passed
), given as (
    insert into labeling_annotation (vendor_id, project_id, batch_id, task_id, worker_id, slot_id, schema_id,
                                     guideline_id, code, seconds, source, labeled_at, created_at)
    select vendor_id, project_id, batch_id, task_id, worker_id, id, schema_id,
           guideline_id, %(code)s, least(%(seconds)s, passed), 'workspace', %(at)s, %(at)s
    from done
    returning *
)
select {given}, {project}, done.number as batch_number,
       not exists (select 1 from labeling_slot o
                   where o.share_id = done.share_id and o.state <> 'done' and o.id <> done.id) as is_last
from given join done on done.id = given.slot_id join labeling_project project on project.id = given.project_id
""",
    given=Annotation,
    project=Project,
)
