-- What is counted to limit guessing and flooding, shared by all API processes. Keys are keyed hashes: they
-- tell neither who nor from where. Losing the last moments of it in a crash is harmless, hence the commits
-- that do not wait for the disk.

create table limit_windows (
    key   text primary key,
    slots jsonb not null,           -- how many, by the number of the twentieth of the window that they fell in
    until timestamptz not null      -- from when on none of it counts any more
);
create index limit_windows_until on limit_windows (until);

create table known_sources (
    key   text primary key,         -- of an account or a report, and an address that opened it rightly
    until timestamptz not null
);
create index known_sources_until on known_sources (until);

-- Counts one more of that key, if fewer than `_most` were counted in the last `_seconds`; `_counts` false only
-- looks. An event counts until the twentieth of the window that it fell in has wholly passed out of the window.
create function take_from_window(
    _key text, _most integer, _seconds double precision, _counts boolean,
    out granted boolean, out slot bigint, out wait double precision
) language plpgsql as $$
declare
    _width double precision := _seconds / 20;
    _kept jsonb;
    _total bigint;
    _first bigint;
begin
    perform set_config('synchronous_commit', 'off', true);
    if random() < 0.01 then
        delete from limit_windows where key in (
            select w.key from limit_windows as w where w.until < now() - interval '1 minute'
            order by w.until limit 100 for update skip locked);
    end if;
    insert into limit_windows as w (key, slots, until) values (_key, '{}', now())
    on conflict (key) do update set slots = w.slots returning w.slots into _kept;
    slot := floor(extract(epoch from clock_timestamp()) / _width);  -- only now: the row may have been waited for
    select coalesce(jsonb_object_agg(k, v), '{}'), coalesce(sum(v::bigint), 0), min(k::bigint)
    into _kept, _total, _first
    from jsonb_each_text(_kept) as each(k, v) where k::bigint >= slot - 20 and v::bigint > 0;
    granted := _total < _most;
    wait := case when granted then 0
            else (_first + 21) * _width - extract(epoch from clock_timestamp()) end;
    if granted and _counts then
        _kept := _kept || jsonb_build_object(slot, coalesce((_kept->>slot::text)::bigint, 0) + 1);
        update limit_windows set slots = _kept, until = clock_timestamp() + make_interval(secs => _seconds * 1.1)
        where key = _key;
    end if;
end $$;

-- Takes one back that was counted in that slot.
create function give_back_to_window(_key text, _slot bigint) returns void language plpgsql as $$
begin
    perform set_config('synchronous_commit', 'off', true);
    update limit_windows
    set slots = jsonb_set(slots, array[_slot::text], to_jsonb((slots->>_slot::text)::bigint - 1))
    where key = _key and (slots->>_slot::text)::bigint > 0;
end $$;

-- Reserves one failed sign-in, before the password is judged. From where the account was signed in to before
-- the two count together, apart from everybody else; else the address and the account count, each for itself.
create function reserve_sign_in(
    _pair text, _address text, _account text, _most integer, _seconds double precision,
    out granted boolean, out wait double precision, out keys text[], out slots bigint[]
) language plpgsql as $$
declare
    _one record;
    _key text;
begin
    keys := '{}';
    slots := '{}';
    foreach _key in array case
        when exists (select from known_sources as k where k.key = _pair and k.until > now()) then array[_pair]
        else array[_address, _account] end
    loop
        select * into _one from take_from_window(_key, _most, _seconds, true);
        granted := _one.granted;
        wait := _one.wait;
        if not granted then
            for i in 1 .. cardinality(keys) loop
                perform give_back_to_window(keys[i], slots[i]);
            end loop;
            return;
        end if;
        keys := keys || _key;
        slots := slots || _one.slot;
    end loop;
end $$;

-- The account or report was opened rightly from there: for 30 days what others do does not count against it.
create function know_source(_pair text) returns void language plpgsql as $$
begin
    perform set_config('synchronous_commit', 'off', true);
    if random() < 0.01 then
        delete from known_sources where key in (
            select k.key from known_sources as k where k.until < now() order by k.until limit 100
            for update skip locked);
    end if;
    insert into known_sources as k (key, until) values (_pair, now() + interval '30 days')
    on conflict (key) do update set until = excluded.until where k.until < now() + interval '29 days';
end $$;

-- Judges and counts a PIN in one: `opened`; `wrong`; or `wait`, which says nothing about the PIN, for so many
-- seconds. From where the report was opened before wrong ones count apart from everybody else's.
-- The address' own window never keeps a right PIN from opening a report that is not being guessed at itself.
create function judge_pin(
    _report text, _pair text, _address text, _right boolean, _free integer, _longest integer, _hourly integer,
    out verdict text, out wait double precision
) language plpgsql as $$
declare
    _known boolean := exists (select from known_sources as k where k.key = _pair and k.until > now());
    _counted text := case when _known then _pair else _report end;
    _kept pin_failures;
    _window record;
begin
    perform set_config('synchronous_commit', 'off', true);
    wait := 0;
    verdict := 'opened';
    if _right and not exists (select from pin_failures as p where p.report = _counted) then
        perform know_source(_pair);
        return;
    end if;
    insert into pin_failures as p (report, failures, last_at) values (_counted, 0, '-infinity')
    on conflict (report) do update set failures = p.failures returning * into _kept;
    if _kept.failures >= _free then
        wait := extract(epoch from _kept.last_at - clock_timestamp())
                + least(_longest, 2 ^ least(_kept.failures - _free, 30));
        if wait > 0 then
            verdict := 'wait';
            return;
        end if;
    end if;
    wait := 0;
    if not _known then
        select * into _window from take_from_window(_address, _hourly, 3600, not _right);
        if not _window.granted and (not _right or _kept.failures >= _free) then
            verdict := 'wait';
            wait := _window.wait;
        end if;
    end if;
    if _right and verdict = 'opened' then
        delete from pin_failures as p where p.report = _counted;
        perform know_source(_pair);
    elsif not _right then
        update pin_failures as p set failures = _kept.failures + 1, last_at = clock_timestamp()
        where p.report = _counted;
        if verdict = 'opened' then
            verdict := 'wrong';
        end if;
    end if;
end $$;
