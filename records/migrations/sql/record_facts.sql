-- Run by each migration that changes it, always in its newest form.

-- Everything one batch of a report's facts changes, in one transaction and one round trip.
-- Idempotent: what is there stays, and report and tasks only ever move on to a later fact. `next` is the
-- number of the fact that the record expects now; a batch that leaves a gap is not taken in.
create or replace function record_facts(batch jsonb) returns jsonb language plpgsql as $$
declare
    tn constant text := batch->>'report';
    upto constant integer := batch->'row'->>'facts';
    added record;
    place jsonb;
    owners jsonb;
    posted record;
begin
    perform pg_advisory_xact_lock(hashtextextended(tn, 0));
    if not supersede(tn, batch->'facts') then
        return answer_to(batch, '[]');
    end if;
    if (batch->'facts'->0->>'number')::integer > next_fact(tn) then
        return answer_to(batch, '[]');
    end if;
    if exists (
        select from facts as before
        where before.report = tn and before.number = (batch->'facts'->0->>'number')::integer - 1
          and before.digest <> batch->'facts'->0->>'previous'
    ) then
        raise exception 'the facts of % do not continue those recorded', tn using errcode = 'TU001';
    end if;

    with inserted as (
        insert into recorded_facts (report, number, at, recorded_at, kind, actor, data, previous, digest)
        select tn, f.number, f.at, f.recorded_at, f.kind, f.actor, f.data, f.previous, f.digest
        from jsonb_to_recordset(batch->'facts')
            as f(number integer, at timestamptz, recorded_at timestamptz, kind text,
                 actor jsonb, data jsonb, previous text, digest text)
        order by f.number
        on conflict (report, number, digest) do nothing
        returning number, kind
    )
    select min(number) as first, jsonb_agg(distinct kind) as kinds into added from inserted;
    if added.first is not null then  -- as it was, for whoever is to be told that it is theirs no more
        select jsonb_build_array(agency, unit) into place from reports where report = tn;
        select jsonb_agg(jsonb_build_array(t.owner_role, t.agency, t.unit, t.officer)) into owners
        from jsonb_populate_recordset(null::tasks, batch->'tasks') as k join tasks as t using (id);
    end if;

    insert into reports as r (
        report, facts, region, state, stage, class, supervisory, category, agency, unit, place_region, channel,
        anonymous, confidential, outcome, escalation_level, highest_level, hops, submitted_at, closed_at,
        sealed_at, next_due_at, merged_into, asked_days, redirected, title, timetable)
    select tn, w.facts, batch->>'region', w.state, w.stage, w.class, w.supervisory, w.category, w.agency, w.unit,
           w.place_region, w.channel, w.anonymous, w.confidential, w.outcome, w.escalation_level,
           w.highest_level, w.hops, w.submitted_at, w.closed_at, w.sealed_at, w.next_due_at, w.merged_into,
           w.asked_days, w.redirected, w.title, w.timetable
    from jsonb_populate_record(null::reports, batch->'row') as w
    on conflict (report) do update set
        facts = excluded.facts, region = excluded.region, state = excluded.state, stage = excluded.stage,
        class = excluded.class, supervisory = excluded.supervisory, category = excluded.category,
        agency = excluded.agency, unit = excluded.unit, place_region = excluded.place_region,
        channel = excluded.channel, anonymous = excluded.anonymous, confidential = excluded.confidential,
        outcome = excluded.outcome, escalation_level = excluded.escalation_level,
        highest_level = excluded.highest_level, hops = excluded.hops, submitted_at = excluded.submitted_at,
        closed_at = excluded.closed_at,
        -- sealing adds no fact and is final: a repeat from before must not undo it
        sealed_at = coalesce(excluded.sealed_at, r.sealed_at),
        next_due_at = excluded.next_due_at, merged_into = excluded.merged_into,
        asked_days = excluded.asked_days, redirected = excluded.redirected, title = excluded.title,
        timetable = excluded.timetable
    where r.facts <= excluded.facts;

    if found then
        perform set_declines(tn, batch->'row'->'declined', (batch->'row'->>'submitted_at')::timestamptz);
    end if;

    insert into tasks as t (
        id, report, sequence, facts, stage, owner_role, agency, unit, officer, opened_at, opened_by, closed_at, closed_by,
        due_at, hidden_until, level, working_days)
    select k.id, tn, k.sequence, upto, k.stage, k.owner_role, k.agency, k.unit, k.officer, k.opened_at,
           k.opened_by, k.closed_at, k.closed_by, k.due_at, k.hidden_until, k.level, k.working_days
    from jsonb_populate_recordset(null::tasks, batch->'tasks') as k
    on conflict (id) do update set
        facts = excluded.facts, stage = excluded.stage, owner_role = excluded.owner_role,
        agency = excluded.agency, unit = excluded.unit, officer = excluded.officer,
        opened_at = excluded.opened_at, opened_by = excluded.opened_by, closed_at = excluded.closed_at, closed_by = excluded.closed_by,
        due_at = excluded.due_at, hidden_until = excluded.hidden_until, level = excluded.level,
        working_days = excluded.working_days
    where t.facts <= excluded.facts;

    insert into lapses (report, fact, clock, instance, agency, unit, stage, at)
    select tn, l.fact, l.clock, l.instance, l.agency, l.unit, l.stage, l.at
    from jsonb_populate_recordset(null::lapses, batch->'lapses') as l
    on conflict (report, fact) do nothing;

    -- A worker of an earlier release sends the plain text instead, which is not kept; `tuntas setup` indexes it.
    if batch ? 'search' or batch ? 'search_text' then
        perform set_search_words(tn, upto, batch->'search');
    end if;

    if batch ? 'contact' then
        perform set_contact(tn, batch->'contact');
    end if;

    select * into posted from post_notices(tn, batch->'notices');
    if posted.added > 0 then
        perform pg_notify('tuntas_messages', '');
    end if;
    if added.first is not null then
        perform tell_change(tn, jsonb_build_object(
            'first', added.first, 'kinds', added.kinds, 'was', place,
            'owners', coalesce(owners, '[]') || coalesce((
                select jsonb_agg(jsonb_build_array(k.owner_role, k.agency, k.unit, k.officer))
                from jsonb_populate_recordset(null::tasks, batch->'tasks') as k
            ), '[]')));
    end if;
    return answer_to(batch, posted.vacancies);
end $$;
