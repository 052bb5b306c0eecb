-- Finished reports whose whole history lies in the store as one object, as it was sealed. A report that got
-- another fact afterwards is sealed again, and its row is then the newer object's.
create table archived (
    report      text not null,
    object      text not null,
    sha256      text not null,
    bytes       bigint not null,
    facts       integer not null,
    digest      text not null,
    archived_at timestamptz not null default now(),
    checked_at  timestamptz not null default now(),
    primary key (report) include (facts)
);
create index archived_by_check on archived (checked_at, report);

-- Finished reports that lack a good object, why, and when each is tried next. `asked` counts how often the
-- record gave cause to seal anew: who sealed meanwhile leaves a gap that was asked for again.
create table archive_gaps (
    report   text primary key,
    since    timestamptz not null default now(),
    due_at   timestamptz not null default now(),
    attempts integer not null default 0,
    reason   text,
    asked    integer not null default 1
);
create index archive_gaps_due on archive_gaps (due_at, report);

-- Objects that lay where another one had to go: nobody's seal, or damaged. Kept beside, under their hash.
create table archive_asides (
    report   text not null,
    sha256   text not null,
    object   text not null,
    found_at timestamptz not null default now(),
    primary key (report, sha256)
);
create trigger archive_asides_are_append_only before update or delete or truncate on archive_asides
    for each statement execute function refuse_change();

-- Whatever is recorded of a finished report leaves a gap. Its workflow needs a moment more to end.
create function leave_gap() returns trigger language plpgsql as $$
begin
    insert into archive_gaps as g (report, due_at) values (new.report, now() + interval '2 seconds')
    on conflict (report) do update
        set asked = g.asked + 1, attempts = 0, due_at = least(g.due_at, excluded.due_at);
    return null;
end $$;
create trigger finished_reports_leave_a_gap after insert or update of facts, sealed_at on reports
    for each row when (new.sealed_at is not null) execute function leave_gap();

-- For the look whether one was missed, which reads no more than this.
create index reports_finished on reports (report) include (facts) where sealed_at is not null;
