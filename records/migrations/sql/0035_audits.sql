-- Replays of many reports, begun by somebody who audits and carried out by API processes.
create table audits (
    id         text primary key,
    account    text not null references accounts (id),
    reason     text not null,
    selection  jsonb not null,
    sample     integer,
    made_at    timestamptz not null default now(),
    chosen_at  timestamptz,
    stopped_at timestamptz,
    stop_code  text
);
create index audits_by_age on audits (made_at);

create table audit_reports (
    audit    text not null references audits (id) on delete cascade,
    report   text not null,
    verdict  text,
    result   jsonb,
    code     jsonb,
    away     text,
    attempts integer not null default 0,
    due_at   timestamptz not null default now(),
    done_at  timestamptz,
    primary key (audit, report)
);
create index audit_reports_waiting on audit_reports (audit, due_at) where verdict is null;
