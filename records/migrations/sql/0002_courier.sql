-- What the courier keeps of a message: when it leaves, or is tried again, and since when nobody tries any more.
alter table messages
    add column leaves_at timestamptz,
    add column given_up_at timestamptz;
update messages set leaves_at = send_at;
alter table messages alter column leaves_at set not null;

-- Of one batch, what a late worker records within moments still leaves as one message.
create function set_leaving() returns trigger language plpgsql as $$
begin
    new.leaves_at := coalesce(new.leaves_at, case
        when new.batch is null then new.send_at
        else greatest(new.send_at, now() + interval '2 seconds')
    end);
    return new;
end $$;
create trigger messages_leave before insert on messages for each row execute function set_leaving();

drop index messages_unsent;
create index messages_leaving on messages (leaves_at, id) where sent_at is null and given_up_at is null;
create index messages_of_letter on messages (recipient, batch, channel, send_at, id) where batch is not null;
