-- Who is signed in by a browser: an account, or the reporter of one report. `secret` is the SHA-256 of what the browser
-- holds, `pin` a keyed hash of the report's PIN.
create table sessions (
    id         bigint generated always as identity primary key,
    secret     text not null unique,
    account    text references accounts (id),
    report     text,
    pin        text,
    started_at timestamptz not null default now(),
    used_at    timestamptz not null default now(),
    ends_at    timestamptz not null,
    browser    text not null,
    check ((account is null) = (report is not null) and (report is null) = (pin is null))
);
create index sessions_of_account on sessions (account) where account is not null;

-- A trigger, so that it holds for every way in which accounts are changed.
create function end_sessions() returns trigger language plpgsql as $$
begin
    delete from sessions where account = new.id;
    return null;
end $$;

create trigger accounts_end_sessions after update on accounts for each row
    when ((old.password_hash, old.signed_out_at) is distinct from (new.password_hash, new.signed_out_at))
    execute function end_sessions();
