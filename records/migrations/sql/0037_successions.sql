-- Acts by which an agency or a unit is merged into another one, or abolished. `unit` is null for a whole agency;
-- `successor` is null for the centre, and the agency itself where only a unit changes. `units` gives by the
-- predecessor's units the successor's, or null.
create table successions (
    id           bigint generated always as identity primary key,
    number       text not null unique,
    agency       text not null references agencies (code),
    unit         text,
    successor    text references agencies (code),
    units        jsonb not null,
    effective_on date not null,
    author       text,
    made_at      timestamptz not null default now(),
    begun_at     timestamptz,
    finished_at  timestamptz,
    attempts     integer not null default 0,
    due_at       timestamptz not null default now(),
    since        timestamptz,
    reason       text,
    foreign key (agency, unit) references units (agency, code)
);
create index successions_open on successions (id) where finished_at is null;

-- The reports that an act moves: found when they had `facts` facts, and when each was reached. `transferred` is
-- false where the report itself knew better: it was over, or not there any more.
create table transfers (
    succession  bigint not null references successions (id),
    report      text not null,
    facts       integer not null,
    reached_at  timestamptz,
    transferred boolean,
    attempts    integer not null default 0,
    due_at      timestamptz not null default now(),
    since       timestamptz,
    reason      text,
    primary key (succession, report)
);
create index transfers_unreached on transfers (succession, report) where reached_at is null;
