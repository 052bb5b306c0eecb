-- Everything is named without a schema, so that the record can also be built in another one (rebuild, tests).
-- No foreign keys between what reports write: one function writes it all, in one transaction.

create table recorded_facts (
    report      text not null,
    number      integer not null check (number > 0),
    at          timestamptz not null,
    recorded_at timestamptz not null,
    kind        text not null,
    actor       jsonb not null,
    data        jsonb not null,
    previous    text not null,
    digest      text not null,
    primary key (report, number, digest)
);

-- Facts that the engine discarded: it ran the activity that recorded them in a workflow task that it then
-- carried out anew. They stay, and are named here; `facts` are the report's own.
create table superseded (
    report        text not null,
    number        integer not null,
    digest        text not null,
    superseded_at timestamptz not null default now(),
    primary key (report, number, digest)
);

create view facts as
    select * from recorded_facts as f
    where not exists (
        select from superseded as s where s.report = f.report and s.number = f.number and s.digest = f.digest
    );

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'TU002';
end $$;

create trigger facts_are_append_only before update or delete or truncate on recorded_facts
    for each statement execute function refuse_change();
create trigger superseded_is_append_only before update or delete or truncate on superseded
    for each statement execute function refuse_change();

create table reports (
    report           text primary key,
    facts            integer not null,
    region           text not null,
    state            jsonb not null,
    stage            text not null,
    class            text not null,
    supervisory      boolean not null,
    category         text,
    agency           text,
    unit             text,
    place_region     text,
    channel          text not null,
    anonymous        boolean not null,
    confidential     boolean not null,
    outcome          text,
    escalation_level integer not null,
    highest_level    integer not null,
    hops             integer not null,
    submitted_at     timestamptz not null,
    closed_at        timestamptz,
    sealed_at        timestamptz,
    next_due_at      timestamptz,
    merged_into      text,
    asked_days       integer not null,
    redirected       integer not null,
    title            jsonb
);
create index reports_by_submission on reports (submitted_at, report);
create index reports_of_agency on reports (agency, submitted_at, report) where agency is not null;
create index reports_of_unit on reports (agency, unit, submitted_at, report) where unit is not null;
create index reports_open on reports (stage, submitted_at, report) where stage <> 'closed';
create index reports_open_of_agency on reports (agency, stage, submitted_at, report) where stage <> 'closed';
create index reports_of_category on reports (category, submitted_at, report) where category is not null;
create index reports_due on reports (next_due_at, agency) where next_due_at is not null;
create index reports_escalated on reports (escalation_level, submitted_at, report) where escalation_level > 0;
create index reports_merged on reports (merged_into) where merged_into is not null;

create table report_texts (
    report      text primary key,
    search_text text,
    search      tsvector generated always as (to_tsvector('indonesian'::regconfig, search_text)) stored
);
create index report_texts_search on report_texts using gin (search);

create table declines (
    report       text not null,
    agency       text not null,
    fact         integer not null,
    state        jsonb not null,
    submitted_at timestamptz not null,
    primary key (report, agency)
);
create index declines_by_submission on declines (agency, submitted_at, report);

create table tasks (
    id           text primary key,
    report       text not null,
    sequence     integer not null,
    facts        integer not null,
    stage        text not null,
    owner_role   text not null,
    agency       text,
    unit         text,
    officer      text,
    opened_at    timestamptz not null,
    opened_by    integer not null,
    closed_at    timestamptz,
    closed_by    integer,
    due_at       timestamptz,
    due_order    timestamptz generated always as (coalesce(due_at, 'infinity'::timestamptz)) stored,
    hidden_until timestamptz,
    level        integer not null,
    working_days integer,
    unique (report, sequence)
);
-- The worklists: only open tasks are in them, so that what is done costs nothing.
create index tasks_open on tasks (owner_role, agency, unit, due_order, id)
    include (officer, hidden_until, level) where closed_at is null;
create index tasks_done on tasks (closed_at, agency, unit, stage) include (working_days)
    where closed_at is not null;

create table lapses (
    report   text not null,
    fact     integer not null,
    clock    text not null,
    instance integer not null,
    agency   text,
    unit     text,
    stage    text not null,
    at       timestamptz not null,
    primary key (report, fact)
);
create index lapses_by_instant on lapses (at, agency, unit, stage);

create table messages (
    id        bigint generated by default as identity primary key,
    report    text not null,
    fact      integer not null,
    recipient text not null,
    channel   text not null,
    dedup     text not null unique,
    template  text not null,
    data      jsonb not null,
    batch     text,
    send_at   timestamptz not null,
    sent_at   timestamptz,
    attempts  integer not null default 0,
    error     text
);
create index messages_unsent on messages (send_at, id) where sent_at is null;
create index messages_of_report on messages (report, id);

create table report_keys (
    report       text primary key,
    key_id       text not null unique,
    wrapped      bytea,
    created_at   timestamptz not null default now(),
    destroyed_at timestamptz,
    check ((wrapped is null) = (destroyed_at is not null))
);

create table pin_failures (
    report   text primary key,
    failures integer not null,
    last_at  timestamptz not null
);
