-- Filters of lists that people keep under a name: one person's, or an office's.
create table saved_views (
    id         bigint generated always as identity primary key,
    account    text references accounts (id),
    agency     text,
    unit       text,
    of         text not null,
    name       text not null,
    query      text not null,
    pinned     boolean not null,
    position   integer not null default 0,
    created_by text not null references accounts (id),
    changed_at timestamptz not null default now(),
    check (account is null or (agency is null and unit is null))
);
create unique index saved_views_named
    on saved_views (coalesce(account, ''), coalesce(agency, ''), coalesce(unit, ''), of, name);
