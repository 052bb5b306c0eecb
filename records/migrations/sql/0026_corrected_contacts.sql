-- A reporter's contact may be corrected: messages go to the contact in force, and of a correction the former one is told,
-- too.
create function is_to_former(template text) returns boolean language sql immutable as $$
    select template = 'contact_replaced'
$$;

-- By what the reporter is reached, as a message of that fact and template finds it.
create function contact_for(tn text, template text, fact integer, out email boolean, out phone boolean)
    language sql stable as $$
    select coalesce((data->'reporter'->>'email')::boolean, jsonb_typeof(data->'email') = 'object'),
           coalesce((data->'reporter'->>'phone')::boolean, jsonb_typeof(data->'phone') = 'object')
    from facts as f
    where f.report = tn and f.kind in ('submitted', 'contact_corrected')
      and (f.number < fact or not is_to_former(template))
    order by f.number desc limit 1
$$;

create or replace function set_channel() returns trigger language plpgsql as $$
declare
    contact record;
begin
    if new.recipient = 'reporter' and new.channel = 'email' then
        select * into contact from contact_for(new.report, new.template, new.fact);
        if contact.phone and not contact.email then
            new.channel := 'phone';
            if new.template = 'submitted' then -- the receipt says all of it
                new.given_up_at := now();
                new.error := 'told_at_intake';
            end if;
        end if;
    end if;
    return new;
end $$;
drop function is_reached_by_phone_only;

-- As before, but that the former contact is told beside the one in force.
create or replace function post_notices(tn text, notices jsonb, out added integer, out vacancies jsonb)
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
        select distinct on (fact, recipient, channel, is_to_former(template)) tn, fact, recipient, channel,
               concat_ws(':', tn, fact, recipient, channel, case when is_to_former(template) then 'former' end), template, data, batch, send_at,
               greatest(send_at, now() + interval '4 seconds')
        from addressed
        order by fact, recipient, channel, is_to_former(template), data ? 'vacancy'
        on conflict (dedup) do nothing
        returning 1
    )
    select (select count(*) from posted),
           (select coalesce(jsonb_agg(distinct jsonb_build_object(
                'fact', fact, 'role', role, 'agency', agency, 'unit', unit)), '[]')
            from entries where recipients = '{}')
    into added, vacancies;
end $$;
