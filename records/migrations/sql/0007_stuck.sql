-- Reports whose newest facts the record can't take in yet, why, and when that is tried next. `lacks_below` is
-- set where it lacks all facts up to that number, which an earlier run of the report has told.
create table record_gaps (
    report      text primary key,
    since       timestamptz not null default now(),
    due_at      timestamptz not null default now(),
    attempts    integer not null default 0,
    reason      text not null,
    lacks_below integer
);
create index record_gaps_due on record_gaps (due_at, report) where lacks_below is not null;

-- A report that a re-timing could not reach is tried again later, and the others are reached meanwhile; so is
-- a whole re-timing. `reason` is why the last of `attempts` failed.
alter table retimed
    add column attempts integer not null default 0,
    add column due_at timestamptz not null default now(),
    add column since timestamptz,
    add column reason text;
alter table retimings
    add column attempts integer not null default 0,
    add column due_at timestamptz not null default now(),
    add column since timestamptz,
    add column reason text;
