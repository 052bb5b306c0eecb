-- The ledger: one log over all facts of all reports, a Merkle tree (RFC 9162) of which signed heads leave the
-- house. What is in it is never changed.

-- Facts that are still to be logged, in the order in which they will be.
create table ledger_due (
    recorded_at timestamptz not null,
    report      text not null,
    number      integer not null,
    digest      text not null,
    primary key (recorded_at, report, number, digest)
);

create function facts_are_to_be_logged() returns trigger language plpgsql as $$
begin
    insert into ledger_due (recorded_at, report, number, digest)
    select recorded_at, report, number, digest from added
    on conflict do nothing; -- one that the record had lost, and is recorded anew
    return null;
end $$;
create trigger facts_are_to_be_logged after insert on recorded_facts
    referencing new table as added for each statement execute function facts_are_to_be_logged();

create table ledger_leaves (
    index       bigint primary key check (index >= 0),
    report      text not null,
    number      integer not null,
    digest      text not null,
    recorded_at timestamptz not null,
    unique (report, number, digest)
);
create trigger ledger_leaves_are_append_only before update or delete or truncate on ledger_leaves
    for each statement execute function refuse_change();

-- The tree's hashes, 256 to a row: on level n those of complete subtrees of 256^n leaves, 32 bytes each. The last
-- row of each level grows until it is full.
create table ledger_tiles (
    level  integer not null check (level >= 0),
    index  bigint not null check (index >= 0),
    hashes bytea not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
    primary key (level, index)
);
-- Nothing is won by trying to compress hashes.
alter table ledger_tiles alter column hashes set storage external;

create function refuse_tile_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.level, new.index) = (old.level, old.index)
       and substr(new.hashes, 1, length(old.hashes)) = old.hashes then
        return new;
    end if;
    raise exception '% only ever grows: % is refused', tg_table_name, tg_op using errcode = 'TU002';
end $$;
create trigger ledger_tiles_only_grow before update or delete on ledger_tiles
    for each row execute function refuse_tile_change();
create trigger ledger_tiles_are_kept before truncate on ledger_tiles
    for each statement execute function refuse_change();

-- What was signed, as it was signed.
create table ledger_heads (
    size bigint primary key check (size >= 0),
    head jsonb not null check ((head->>'size')::bigint = size)
);
create index ledger_heads_by_day on ledger_heads ((head->>'day'), size);
create trigger ledger_heads_are_append_only before update or delete or truncate on ledger_heads
    for each statement execute function refuse_change();

-- The keys that the log was and is signed by, the first one at 0; each later one with what announced it.
create table ledger_keys (
    position integer primary key check (position >= 0),
    public   text not null unique,
    rotation jsonb,
    check ((position = 0) = (rotation is null))
);
create trigger ledger_keys_are_append_only before update or delete or truncate on ledger_keys
    for each statement execute function refuse_change();

-- What was recorded before there was a ledger is logged too.
insert into ledger_due (recorded_at, report, number, digest)
select recorded_at, report, number, digest from facts;
