-- One decision upon an explicit list of tasks, for its author only. Its items are carried out by API processes.
create table bulks (
    id         text primary key,
    account    text not null references accounts (id),
    content    text,
    kind       text,
    chosen     jsonb not null default '{}',
    has_more   boolean not null,
    left_out   integer not null,
    made_at    timestamptz not null default now(),
    begun_at   timestamptz,
    stopped_at timestamptz
);
create index bulks_of_account on bulks (account, made_at);
create index bulks_by_age on bulks (made_at);

-- `content` is the whole decision, sealed under the report's key.
create table bulk_items (
    bulk     text not null references bulks (id) on delete cascade,
    task     text not null,
    report   text not null,
    position integer not null,
    state    text not null default 'listed',
    content  jsonb,
    code     text,
    members  jsonb,
    attempts integer not null default 0,
    due_at   timestamptz not null default now(),
    done_at  timestamptz,
    primary key (bulk, task)
);
create index bulk_items_waiting on bulk_items (due_at) where state = 'waiting';
create index bulk_items_sealed on bulk_items (report) where content is not null;

-- A trigger, since it sees what was sealed while the update waited for it.
create function erase_bulk_items() returns trigger language plpgsql as $$
begin
    update bulk_items set content = null where report = new.report and content is not null;
    return null;
end $$;

create trigger report_keys_erase_bulk_items after update of wrapped on report_keys for each row
    when (old.wrapped is not null and new.wrapped is null)
    execute function erase_bulk_items();
