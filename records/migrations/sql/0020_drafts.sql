-- What people have begun to write and not sent. `content` is sealed under the report's key; `ended_by` are the kinds of
-- the facts that the decision becomes.
create table drafts (
    account  text not null references accounts (id),
    report   text not null,
    kind     text not null,
    task     text,
    content  jsonb not null,
    ended_by text[] not null,
    saved_at timestamptz not null default now(),
    primary key (account, report, kind)
);
create index drafts_of_report on drafts (report);
create index drafts_by_saving on drafts (saved_at);

-- With the fact, so that neither a killed API nor a decision that nobody waited for leaves the draft behind. What was
-- saved later is another draft: facts may be recorded days after, when a record is rebuilt. The clocks of the
-- database and of workers may differ a little.
create function end_draft() returns trigger language plpgsql as $$
begin
    delete from drafts
    where account = new.actor->>'id' and report = new.report and new.kind = any (ended_by)
      and saved_at < new.recorded_at + interval '1 minute';
    return null;
end $$;

create trigger facts_end_drafts after insert on recorded_facts for each row
    when (new.actor->>'role' not in ('system', 'reporter'))
    execute function end_draft();

-- A trigger, since it sees the drafts that were saved while the update waited for them.
create function erase_drafts() returns trigger language plpgsql as $$
begin
    delete from drafts where report = new.report;
    return null;
end $$;

create trigger report_keys_erase_drafts after update of wrapped on report_keys for each row
    when (old.wrapped is not null and new.wrapped is null)
    execute function erase_drafts();
