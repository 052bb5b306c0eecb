-- Who looked at what, each entry chained to the one before: a number that is missing, or a digest that does not
-- fit, shows that something was taken out, put in or changed.
create table accesses (
    index    bigint primary key check (index > 0),
    at       timestamptz not null,
    actor    jsonb not null,
    act      text not null,
    reports  text[] not null,
    reason   text,
    previous text not null,
    digest   text not null
);
create index accesses_by_instant on accesses (at, index);
create index accesses_of_actor on accesses ((actor->>'id'), at, index);
create index accesses_by_act on accesses (act, at, index);
create index accesses_of_report on accesses using gin (reports) with (fastupdate = off);

create trigger accesses_are_append_only before update or delete or truncate on accesses
    for each statement execute function refuse_change();

-- Adds entries at the chain's end, in order, one writer at a time until its transaction ends. What is known
-- beforehand comes in its canonical form (RFC 8785), the members that sort before `at` and those that sort after
-- `previous`; what lies between has one written form each. So the digest is that of the whole's canonical form.
create function note_accesses(heads text[], tails text[]) returns void language plpgsql as $$
declare
    last record;
    entry text;
    told jsonb;
begin
    perform pg_advisory_xact_lock(7478817506);
    select a.index, a.at, a.digest into last from accesses as a order by a.index desc limit 1;
    if not found then
        select 0::bigint as index, now() as at, encode(sha256('accesses'), 'hex') as digest into last;
    end if;
    for i in 1 .. cardinality(heads) loop
        last.index := last.index + 1;
        last.at := clock_timestamp();
        entry := format('%s,"at":"%s","index":%s,"previous":"%s",%s', heads[i],
                        to_char(last.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                        last.index, last.digest, tails[i]);
        told := entry;
        insert into accesses values (
            last.index, last.at, told->'actor', told->>'act',
            array(select jsonb_array_elements_text(told->'reports')), told->>'reason',
            last.digest, encode(sha256(convert_to(entry, 'UTF8')), 'hex')
        ) returning accesses.digest into last.digest;
    end loop;
end $$;
