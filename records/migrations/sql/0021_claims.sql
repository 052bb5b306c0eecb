-- Who says that they work on a report, and who has its page open. Neither binds anybody.
create table claims (
    report     text primary key,
    account    text not null references accounts (id),
    since      timestamptz not null default now(),
    expires_at timestamptz not null
);

create table viewers (
    report  text not null,
    account text not null references accounts (id),
    seen_at timestamptz not null default now(),
    primary key (report, account)
);
create index viewers_by_sight on viewers (seen_at);

-- Whoever has decided is done, but not whoever wrote a note. What was claimed later is another claim, see `end_draft`.
create function end_claim() returns trigger language plpgsql as $$
begin
    delete from claims
    where report = new.report and account = new.actor->>'id' and since < new.recorded_at + interval '1 minute';
    return null;
end $$;

create trigger facts_end_claims after insert on recorded_facts for each row
    when (new.actor->>'role' not in ('system', 'reporter') and new.kind <> 'noted')
    execute function end_claim();
