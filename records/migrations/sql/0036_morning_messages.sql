-- A message may tell of several reports, and then names none: a morning's.
alter table messages
    alter column report drop not null,
    alter column fact drop not null,
    add check ((report is null) = (fact is null));

-- Who was looked at on which morning, once: in the transaction that wrote the message, null where there was nothing to tell.
create table morning_messages (
    account    text not null references accounts (id),
    day        date not null,
    message    bigint,
    written_at timestamptz not null default now(),
    primary key (account, day)
);

-- Who wants none.
create table morning_messages_off (
    account text primary key references accounts (id),
    since   timestamptz not null default now()
);
