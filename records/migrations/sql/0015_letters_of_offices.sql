-- The office that a message's recipient held when it was written: whoever has left it by the time the message is due
-- is not sent it, but whoever holds it then. Null for reporters. (Of messages from before it is the office of now.)
alter table messages
    add column office_role text,
    add column office_agency text,
    add column office_unit text;

create function set_office() returns trigger language plpgsql as $$
begin
    select role, agency, unit into new.office_role, new.office_agency, new.office_unit
    from accounts where id = new.recipient;
    return new;
end $$;
create trigger messages_office before insert on messages for each row execute function set_office();

update messages as m set office_role = a.role, office_agency = a.agency, office_unit = a.unit
from accounts as a where a.id = m.recipient and m.sent_at is null and m.given_up_at is null;
