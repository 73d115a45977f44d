"""What a person may read of gold answers and of agreement to check a figure by hand."""

VIEWS = {
    "read_gold": """
select p.code as program, o.name as vendor, b.number as batch, g.judged, g.correct
from quality_goldcount g
join labeling_project j on j.id = g.project_id
join programs_program p on p.id = j.program_id
join accounts_organisation o on o.id = g.vendor_id
join labeling_batch b on b.id = g.batch_id""",
    "read_agreement": """
select distinct on (s.project_id) p.code as program, j.slug as project,
       s.computed_at at time zone 'UTC' as computed_at,
       (s.results #>> '{disagreement,0}')::float as observed, (s.results #>> '{disagreement,1}')::float as expected,
       (s.results #>> '{alpha,estimate}')::float as alpha, (s.results #>> '{alpha,ci_low}')::float as low,
       (s.results #>> '{alpha,ci_high}')::float as high
from quality_agreementsnapshot s
join labeling_project j on j.id = s.project_id
join programs_program p on p.id = j.program_id
order by s.project_id, s.computed_at desc, s.id desc""",
}
