-- An audit's row counts its reports, as they are listed and judged: no look at it counts them anew.
alter table audits
    add column total     integer not null default 0,
    add column replayed  integer not null default 0,
    add column identical integer not null default 0,
    add column failed    integer not null default 0,
    add column differing jsonb   not null default '{}',
    add column done_at   timestamptz;

update audits as a
set total = c.total, replayed = c.replayed, identical = c.identical, failed = c.failed,
    differing = coalesce(d.differing, '{}'), done_at = c.done_at
from (
    select audit, count(*) as total, count(verdict) as replayed,
           count(*) filter (where verdict = 'identical') as identical,
           count(*) filter (where verdict is null and attempts >= 5) as failed, max(done_at) as done_at
    from audit_reports group by audit
) as c left join (
    select audit, jsonb_object_agg(verdict, reports) as differing
    from (
        select audit, verdict, count(*) as reports from audit_reports
        where verdict <> 'identical' group by audit, verdict
    ) as each_verdict group by audit
) as d on d.audit = c.audit
where a.id = c.audit;
