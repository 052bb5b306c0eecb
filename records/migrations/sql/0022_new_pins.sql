-- Which PINs open a report, where it is not its first one alone: the one in force, and a newer one that was sent to the
-- reporter and that nobody has used yet.
create table report_pins (
    report     text primary key,
    version    integer not null default 1,
    sent       integer,
    changed_at timestamptz not null default now()
);
create index report_pins_changed on report_pins (changed_at);

-- By which contact a report is found, as keyed hashes. `tuntas setup` fills it for earlier reports, which has the key.
create table report_contacts (
    report text primary key,
    email  text,
    phone  text,
    facts  integer not null
);
create index report_contacts_email on report_contacts (email) where email is not null;
create index report_contacts_phone on report_contacts (phone) where phone is not null;

create function set_contact(tn text, contact jsonb) returns void language sql as $$
    insert into report_contacts as c (report, email, phone, facts)
    select tn, contact->>'email', contact->>'phone', (contact->>'facts')::integer
    from report_keys where report = tn and wrapped is not null and jsonb_typeof(contact) = 'object'
    on conflict (report) do update set email = excluded.email, phone = excluded.phone, facts = excluded.facts
    where c.facts <= excluded.facts
$$;

create function erase_contact() returns trigger language plpgsql as $$
begin
    delete from report_contacts where report = new.report;
    return null;
end $$;

create trigger report_keys_erase_contact after update of wrapped on report_keys for each row
    when (old.wrapped is not null and new.wrapped is null)
    execute function erase_contact();
