-- What /readyz does before it says that the record can be read and written.
create table readiness (
    sole boolean primary key default true check (sole),
    at   timestamptz not null
);
insert into readiness (at) values (now());

-- Writes a row, makes the server write a temporary file of a megabyte (it fails before the tables do where the
-- disk is full), and reads a page that is hardly in memory. Leaves nothing behind but the row's instant.
create function probe_readiness() returns void language plpgsql set work_mem = '64kB' as $$
declare
    page integer;
begin
    update readiness set at = clock_timestamp()
    where sole in (select sole from readiness for update skip locked);
    perform count(distinct repeat(md5(n::text), 32)) from generate_series(1, 1000) as n;
    select floor(random() * greatest(relpages, 1))::integer into page
    from pg_class where oid = 'recorded_facts'::regclass;
    perform from recorded_facts where ctid = format('(%s,1)', page)::tid;
end $$;

-- For statistics: answers that only redirected, by when they were given.
create index facts_redirected on recorded_facts (at)
    where kind = 'responded' and data->>'outcome' = 'redirected';
