-- Offices and vacancies. The rule for named officers is also `in_office` in workflows/procedure/rules/office.py; a
-- test holds the two together.

-- Whether an account is active and holds that role in that agency and unit (null for the centre).
create function in_office(account text, of_role text, of_agency text, of_unit text) returns boolean
    language sql stable as $$
    select exists (
        select from accounts
        where id = account and disabled_at is null and role = of_role
          and coalesce(agency, '') = coalesce(of_agency, '')
          and (of_role <> 'liaison_officer' or coalesce(unit, '') = coalesce(of_unit, ''))
    )
$$;

-- As before, but an officer who was named is meant only while in that office.
create or replace function holders(of_role text, of_agency text, of_unit text, of_officer text)
    returns setof text language sql stable as $$
    select 'reporter' where of_role = 'reporter'
    union all
    select of_officer where in_office(of_officer, of_role, of_agency, of_unit)
    union all
    select id from accounts
    where disabled_at is null and role = of_role and coalesce(agency, '') = coalesce(of_agency, '')
      and (of_role <> 'liaison_officer' or of_unit is null or unit = of_unit)
      and (of_officer is null or not in_office(of_officer, of_role, of_agency, of_unit))
$$;

-- Why nobody will do the tasks of that role in that agency and unit; null where somebody will.
create function vacancy(of_role text, of_agency text, of_unit text) returns text language sql stable as $$
    select case
        when of_role = 'reporter' then null
        when exists (select from agencies where code = of_agency and not active) then 'agency_inactive'
        when exists (select from units where agency = of_agency and code = of_unit and not active)
            then 'unit_inactive'
        when not exists (
            select from accounts
            where disabled_at is null and role = of_role and coalesce(agency, '') = coalesce(of_agency, '')
              and (of_role <> 'liaison_officer' or unit = of_unit)
        ) then 'nobody_in_office'
    end
$$;

-- The open tasks that nobody will do.
create view vacant_tasks as
    select t.report, t.id as task, t.stage, t.owner_role, t.agency, t.unit, v.reason
    from (select distinct owner_role, agency, unit from tasks where closed_at is null) as o
    cross join lateral (select vacancy(o.owner_role, o.agency, o.unit) as reason) as v
    join tasks as t on t.closed_at is null and t.owner_role = o.owner_role
        and t.agency is not distinct from o.agency and t.unit is not distinct from o.unit
    where v.reason is not null;

-- Each vacancy of an open task from when it was found until it was over. Its report is told once: `told_at`.
create table vacancies (
    id         bigint generated always as identity primary key,
    report     text not null,
    task       text not null,
    owner_role text not null,
    agency     text,
    unit       text,
    reason     text not null,
    found_at   timestamptz not null,
    ended_at   timestamptz,
    told_at    timestamptz,
    attempts   integer not null default 0,
    due_at     timestamptz not null,
    error      text
);
create unique index vacancies_open on vacancies (task) where ended_at is null;
create index vacancies_untold on vacancies (due_at, id) where ended_at is null and told_at is null;

create or replace function count_directory_change() returns trigger language plpgsql as $$
begin
    update directory_version set version = version + 1;
    perform pg_notify('tuntas_directory', '');
    return null;
end $$;
