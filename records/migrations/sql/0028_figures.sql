-- Figures are counted by increments: whatever changes a report's facts names the report here, and a background task
-- counts it anew (records/figures/counting.py).
create table figure_dues (
    id        bigint generated always as identity primary key,
    report    text not null,
    queued_at timestamptz not null default now()
);

create function reports_are_to_be_counted() returns trigger language plpgsql as $$
begin
    insert into figure_dues (report) select distinct report from added;
    return null;
end $$;
create trigger facts_are_to_be_counted after insert on recorded_facts
    referencing new table as added for each statement execute function reports_are_to_be_counted();
create trigger superseded_facts_are_to_be_counted after insert on superseded
    referencing new table as added for each statement execute function reports_are_to_be_counted();

create table figure_entries (
    id       bigint generated always as identity primary key,
    report   text not null,
    measure  text not null,
    day      date not null,
    until    date,
    value    integer,
    agency   text,
    unit     text,
    province text,
    class    text not null,
    category text,
    channel  text not null
);
create index figure_entries_of_report on figure_entries (report);
create index figure_entries_by_day on figure_entries (day, id);
create index figure_entries_by_measure on figure_entries (measure, day, id);
create index figure_entries_of_agency on figure_entries (agency, measure, day, id);

create table figure_counts (
    scope     text not null,
    dimension text not null,
    grain     text not null check (grain in ('day', 'month')),
    starts_on date not null,
    value     text not null,
    counts    jsonb not null,
    primary key (scope, dimension, grain, starts_on, value)
);

-- Two counters as one; what comes to nothing is left out.
create function add_counts(one jsonb, other jsonb) returns jsonb language sql immutable as $$
    select coalesce(jsonb_object_agg(name, total), '{}') from (
        select name, sum(n::bigint) as total
        from (select * from jsonb_each_text(one) union all select * from jsonb_each_text(other)) as each(name, n)
        group by name having sum(n::bigint) <> 0
    ) as totals
$$;

-- What was recorded before is counted too.
insert into figure_dues (report) select report from reports order by report;
