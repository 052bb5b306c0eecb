-- Reporters who gave a telephone number and no address are told by people: channel `phone` is no courier's.
-- `dedup` goes on naming the channel that was asked for first, so that nothing is told twice.
alter table messages add column told_by text;

create function is_reached_by_phone_only(tn text) returns boolean language sql stable as $$
    select coalesce((select (data->'reporter'->>'phone')::boolean and not (data->'reporter'->>'email')::boolean
                     from facts where report = tn and number = 1), false)
$$;

create function set_channel() returns trigger language plpgsql as $$
begin
    if new.recipient = 'reporter' and new.channel = 'email' and is_reached_by_phone_only(new.report) then
        new.channel := 'phone';
        if new.template = 'submitted' then -- the receipt says all of it
            new.given_up_at := now();
            new.error := 'told_at_intake';
        end if;
    end if;
    return new;
end $$;
create trigger messages_channel before insert on messages for each row execute function set_channel();

update messages as m set channel = 'phone', given_up_at = null, error = null, leaves_at = m.send_at
from reports as r
where r.report = m.report and m.recipient = 'reporter' and m.sent_at is null and m.template <> 'submitted'
  and (m.given_up_at is null or m.error = 'no_channel') and (r.sealed_at is null or r.sealed_at > now())
  and is_reached_by_phone_only(m.report);

create index messages_to_phone on messages (report, id)
where channel = 'phone' and sent_at is null and given_up_at is null;
