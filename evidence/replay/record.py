"""All that the record holds of one report, for comparison with what its history makes of it."""

from evidence.replay.record_diff import Tables
from records.database import Pool, rows

# In SQL: import
KEPT = """
select (select jsonb_object_agg(name, fact) from (
            select to_jsonb(f) as fact, number || case
                row_number() over (partition by number order by recorded_at, digest)
                when 1 then '' else ':' || digest
            end as name
            from facts as f where report = %(report)s
       ) as named) as fact,
       (select jsonb_object_agg('', to_jsonb(r)) from reports as r where report = %(report)s) as row,
       (select jsonb_object_agg(id, to_jsonb(t)) from tasks as t where report = %(report)s) as task,
       (select jsonb_object_agg(fact, to_jsonb(l)) from lapses as l where report = %(report)s) as lapse,
       (select jsonb_object_agg(agency, to_jsonb(d)) from declines as d where report = %(report)s) as decline,
       (select jsonb_object_agg('', '{}'::jsonb) from report_texts as t where report = %(report)s
        and (search is not null or not exists (
            select from report_keys as k where k.report = t.report and k.wrapped is not null
        ))) as text"""


async def read_record(pool: Pool, report: str) -> Tables:
    """What the record holds of a report; a second fact of one number goes by number and digest. Raises one of
    `SQL_AWAY`."""
    (found,) = await rows(pool, KEPT, {"report": report})
    return {what: each or {} for what, each in found.items()}
