create table agencies (
    code     text primary key,
    name     text not null,
    region   text not null,
    approval boolean not null default false,
    active   boolean not null default true
);

create table units (
    agency text not null references agencies (code),
    code   text not null,
    name   text not null,
    active boolean not null default true,
    primary key (agency, code)
);

create table accounts (
    id                  text primary key,
    username            text not null unique,
    name                text not null,
    role                text not null,
    agency              text references agencies (code),
    unit                text,
    email               text,
    password_hash       text,
    disabled_at         timestamptz,
    password_changed_at timestamptz,
    foreign key (agency, unit) references units (agency, code)
);
create index accounts_active on accounts (role, coalesce(agency, ''), unit) where disabled_at is null;

create table calendars (
    region     text not null,
    version    integer not null check (version > 0),
    snapshot   jsonb not null,
    created_at timestamptz not null default now(),
    primary key (region, version)
);

create table directory_version (
    sole    boolean primary key default true check (sole),
    version integer not null
);
insert into directory_version (version) values (1);

-- A row, not a sequence: who reads the new number must also see the change that made it.
create function count_directory_change() returns trigger language plpgsql as $$
begin
    update directory_version set version = version + 1;
    return null;
end $$;

create trigger agencies_counted after insert or update or delete on agencies
    for each statement execute function count_directory_change();
create trigger units_counted after insert or update or delete on units
    for each statement execute function count_directory_change();
create trigger accounts_counted after insert or update or delete on accounts
    for each statement execute function count_directory_change();
create trigger calendars_counted after insert or update or delete on calendars
    for each statement execute function count_directory_change();

-- The recipients a notice's audience entry means: the reporter; the officer named, if active;
-- else everybody active in that role there. Nobody at all is a vacancy.
create function holders(of_role text, of_agency text, of_unit text, of_officer text) returns setof text
    language sql stable as $$
    with named as (select id from accounts where id = of_officer and disabled_at is null)
    select 'reporter' where of_role = 'reporter'
    union all
    select id from named
    union all
    select id from accounts
    where disabled_at is null and role = of_role and coalesce(agency, '') = coalesce(of_agency, '')
      and (of_role <> 'liaison_officer' or of_unit is null or unit = of_unit)
      and not exists (select from named)
$$;
