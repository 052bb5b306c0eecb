-- The notices of a batch as messages. Returns how many were added, and the audience entries with nobody
-- active, whose notice went to the fallback instead. A repeat adds nothing and names the same vacancies.
create function post_notices(tn text, notices jsonb, out added integer, out vacancies jsonb)
    language plpgsql as $$
begin
    with entries as (
        select n.fact, n.template, n.fallback, n.send_at, n.batch, coalesce(n.data, '{}') as data,
               coalesce(n.channel, 'email') as channel, e.role, e.agency, e.unit,
               array(select holders(e.role, e.agency, e.unit, e.officer)) as recipients
        from jsonb_to_recordset(notices) as n(fact integer, template text, audience jsonb, fallback jsonb,
                                              send_at timestamptz, batch text, channel text, data jsonb)
        cross join lateral jsonb_to_recordset(n.audience) as e(role text, agency text, unit text, officer text)
    ), addressed as (
        select fact, template, send_at, batch, channel, data, unnest(recipients) as recipient from entries
        union all
        select e.fact, e.template, e.send_at, e.batch, e.channel, e.data || '{"vacancy": true}', stand_in
        from entries as e
        cross join lateral jsonb_to_recordset(coalesce(nullif(e.fallback, 'null'), '[]'))
            as f(role text, agency text, unit text, officer text)
        cross join lateral holders(f.role, f.agency, f.unit, f.officer) as stand_in
        where e.recipients = '{}'
    ), posted as (
        -- They wait longer than a workflow task may take: those of a task that the engine discards are
        -- withdrawn in time.
        insert into messages (report, fact, recipient, channel, dedup, template, data, batch, send_at, leaves_at)
        select distinct on (fact, recipient, channel) tn, fact, recipient, channel,
               concat_ws(':', tn, fact, recipient, channel), template, data, batch, send_at,
               greatest(send_at, now() + interval '4 seconds')
        from addressed
        order by fact, recipient, channel, data ? 'vacancy'
        on conflict (dedup) do nothing
        returning 1
    )
    select (select count(*) from posted),
           (select coalesce(jsonb_agg(distinct jsonb_build_object(
                'fact', fact, 'role', role, 'agency', agency, 'unit', unit)), '[]')
            from entries where recipients = '{}')
    into added, vacancies;
end $$;

-- The newest calendar version for a region; the nation's where the region has none of its own, 0 where nothing is.
create function newest_calendar(of_region text) returns integer language sql stable as $$
    select coalesce((select max(version) from calendars where region = of_region),
                    (select max(version) from calendars where region = 'ID'), 0)
$$;

-- The standing facts that a batch contradicts, and all after them, give way to it, with what followed from
-- them: they were recorded from within a workflow task that the engine discarded. Of two facts with one
-- number the one recorded later is the report's, for the engine carries a task out anew until it is kept.
-- False where the batch itself is of a discarded task, come late.
create function supersede(tn text, incoming jsonb) returns boolean language plpgsql as $$
declare
    clash record;
begin
    select stored.number, f.recorded_at > stored.recorded_at as is_newer,
           f.recorded_at < stored.recorded_at as is_older into clash
    from jsonb_to_recordset(incoming) as f(number integer, recorded_at timestamptz, digest text)
    join facts as stored on stored.report = tn and stored.number = f.number
    where stored.digest <> f.digest
    order by stored.number limit 1;
    if clash.number is null then
        return true;
    end if;
    if clash.is_older then
        return false;
    end if;
    if not clash.is_newer then
        raise exception 'the facts of % differ from those recorded', tn using errcode = 'TU001';
    end if;
    insert into superseded (report, number, digest)
    select report, number, digest from facts where report = tn and number >= clash.number;
    delete from lapses where report = tn and fact >= clash.number;
    delete from tasks where report = tn and opened_by >= clash.number;
    update tasks set closed_at = null, closed_by = null, working_days = null, facts = 0
    where report = tn and closed_by >= clash.number;
    update reports set facts = 0, sealed_at = null where report = tn;
    -- What the courier holds at this moment is on its way and can't be waited for.
    delete from messages where id in (
        select id from messages where report = tn and fact >= clash.number and sent_at is null
        for update skip locked
    );
    update messages set dedup = dedup || ':superseded:' || id where id in (
        select id from messages where report = tn and fact >= clash.number for update skip locked
    );
    return true;
end $$;

-- The number of the fact that the record expects next of a report.
create function next_fact(tn text) returns integer language sql stable as $$
    select coalesce(max(number), 0) + 1 from facts where report = tn
$$;

-- What a report is told about its batch.
create function answer_to(batch jsonb, vacancies jsonb) returns jsonb language sql stable as $$
    select jsonb_build_object('region', batch->>'region',
                              'calendar_version', newest_calendar(batch->>'region'),
                              'next', next_fact(batch->>'report'),
                              'vacancies', vacancies)
$$;

-- The declines that stand; one is gone once the report was sent to that agency again.
create function set_declines(tn text, declined jsonb, submitted timestamptz) returns void language sql as $$
    delete from declines
    where report = tn and not declined @> jsonb_build_array(jsonb_build_object('agency', agency));
    insert into declines (report, agency, fact, state, submitted_at)
    select tn, d.agency, d.fact, d.state, submitted
    from jsonb_to_recordset(declined) as d(agency text, fact integer, state jsonb)
    on conflict (report, agency) do update set fact = excluded.fact, state = excluded.state
$$;

-- The text to find a report by, as of a batch of `upto` facts; none once the report's key is destroyed.
create function set_search_text(tn text, upto integer, plain text) returns void language sql as $$
    insert into report_texts (report, search_text)
    select tn, case when destroyed_at is null then plain end
    from (select upto where exists (select from reports where report = tn and facts <= upto)) as current
    left join report_keys on report = tn
    on conflict (report) do update set search_text = excluded.search_text
$$;
