-- When each account last signed in. Sessions end and are deleted; how active an office is is told from this.
create table sign_ins (
    account text primary key references accounts (id),
    at      timestamptz not null default now()
);

create function note_sign_in() returns trigger language plpgsql as $$
begin
    insert into sign_ins (account) values (new.account)
    on conflict (account) do update set at = excluded.at;
    return null;
end $$;

create trigger sessions_note_sign_ins after insert on sessions for each row
    when (new.account is not null) execute function note_sign_in();
