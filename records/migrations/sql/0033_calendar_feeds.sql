-- Addresses of calendar feeds: `secret` is the SHA-256 of what the address holds. One of each kind for an account; making
-- another ends the former.
create table calendar_feeds (
    account  text not null references accounts (id),
    scope    text not null check (scope in ('mine', 'team')),
    secret   text not null unique,
    language text not null check (language in ('id', 'en')),
    made_at  timestamptz not null default now(),
    primary key (account, scope)
);

-- A trigger, so that it holds for every way in which accounts are disabled. Being enabled again brings no address back.
create function end_calendar_feeds() returns trigger language plpgsql as $$
begin
    delete from calendar_feeds where account = new.id;
    return null;
end $$;

create trigger accounts_end_calendar_feeds after update of disabled_at on accounts for each row
    when (new.disabled_at is not null) execute function end_calendar_feeds();
