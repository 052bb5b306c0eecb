-- Decrees as they were entered. Nothing of one is ever changed but that it was withdrawn, once.
create table decrees (
    number        text primary key,
    content       jsonb not null,
    region        text not null,
    agency        text references agencies (code),
    issued_on     date not null,
    supersedes    text references decrees (number),
    entered_at    timestamptz not null default now(),
    entered_by    text not null,
    withdrawn_at  timestamptz,
    withdrawn_by  text,
    withdrawn_for text,
    check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_for is null))
);
create index decrees_by_issue on decrees (issued_on, number);
create unique index decrees_superseded_once on decrees (supersedes) where withdrawn_at is null;
create trigger decrees_counted after insert or update or delete on decrees
    for each statement execute function count_directory_change();

create function refuse_decree_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.withdrawn_at is null
       and (to_jsonb(new) - '{withdrawn_at,withdrawn_by,withdrawn_for}'::text[])
           = (to_jsonb(old) - '{withdrawn_at,withdrawn_by,withdrawn_for}'::text[]) then
        return new;
    end if;
    raise exception 'a decree is only ever withdrawn, once: % is refused', tg_op using errcode = 'TU002';
end $$;
create trigger decrees_are_kept before update or delete on decrees
    for each row execute function refuse_decree_change();

-- What made each version: `act` (enacted, withdrawn, renewed) and the decree's number.
alter table calendars
    add column act text not null default 'renewed',
    add column decree text;
create trigger calendars_are_append_only before update or delete or truncate on calendars
    for each statement execute function refuse_change();

-- A re-timing: new calendar versions on their way to the open reports that they move.
create table retimings (
    id           bigint generated always as identity primary key,
    act          text not null,
    decree       text,
    versions     jsonb not null,
    made_at      timestamptz not null default now(),
    begun_at     timestamptz,
    cancelled_at timestamptz,
    finished_at  timestamptz
);
create index retimings_open on retimings (id) where finished_at is null;
create index retimings_of_decree on retimings (decree, id);

-- Which reports a re-timing found that would move, how, and when each was reached. `moved` is false where
-- the report itself knew better: it had the calendar already, or no clock of it moved any more.
create table retimed (
    retiming   bigint not null references retimings (id),
    report     text not null,
    code       text not null,
    agency     text,
    moves      jsonb not null,
    reached_at timestamptz,
    moved      boolean,
    primary key (retiming, report)
);
create index retimed_unreached on retimed (retiming, report) where reached_at is null;

-- What a report's running clocks are counted by; null for one that was last recorded before this was kept.
alter table reports add column timetable jsonb;
create index reports_by_calendar on reports (region, report) where sealed_at is null;

-- Whose calendar counts a report's days: its holder's own, where there is one, else the region's, else the
-- nation's.
create function calendar_of(of_agency text, of_region text) returns text language sql stable as $$
    select coalesce((select region from calendars where region = of_agency limit 1),
                    (select region from calendars where region = of_region limit 1), 'ID')
$$;

create or replace function answer_to(batch jsonb, vacancies jsonb) returns jsonb language sql stable as $$
    select jsonb_build_object('region', batch->>'region',
                              'calendar', calendar,
                              'calendar_version', newest_calendar(calendar),
                              'next', next_fact(batch->>'report'),
                              'vacancies', vacancies)
    from calendar_of(batch->>'holder', batch->>'region') as calendar
$$;
