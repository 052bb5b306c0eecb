-- Who changed what in the directory, in whatever way: triggers write it. `author` is the account that `set_config`
-- names for the transaction as `tuntas.author`; null for commands on a machine and for setting up.
create table directory_changes (
    id      bigint generated always as identity primary key,
    at      timestamptz not null default clock_timestamp(),
    author  text,
    kind    text not null,
    agency  text,
    code    text not null,
    act     text not null,
    changes jsonb not null
);
create index directory_changes_of_one on directory_changes (kind, code, id);
create index directory_changes_of_agency on directory_changes (agency, id) where agency is not null;

-- What of a row is told of: no password, and nothing that follows from the rest.
create function told_of_directory(kind text, entry jsonb) returns jsonb language sql immutable as $$
    select case kind
        when 'agencies' then entry - 'code'
        when 'units' then entry - 'agency' - 'code'
        else jsonb_build_object(
            'name', entry->'name', 'role', entry->'role', 'agency', entry->'agency', 'unit', entry->'unit',
            'email', entry->'email', 'active', jsonb_typeof(entry->'disabled_at') = 'null')
    end
$$;

create function note_directory_change() returns trigger language plpgsql as $$
declare
    was jsonb := case when tg_op = 'UPDATE' then told_of_directory(tg_table_name, to_jsonb(old)) else '{}' end;
    becomes jsonb := told_of_directory(tg_table_name, to_jsonb(new));
    changed jsonb;
    whole jsonb := to_jsonb(new);
begin
    select coalesce(jsonb_object_agg(key, jsonb_build_array(was->key, value)), '{}') into changed
    from jsonb_each(becomes) where was->key is distinct from value;
    if tg_table_name = 'accounts' and tg_op = 'UPDATE' then
        if old.password_hash is distinct from new.password_hash then
            changed := changed || jsonb_build_object('password', jsonb_build_array(
                null, case when new.must_change_password then 'one_time' else 'own' end));
        end if;
    end if;
    if changed <> '{}' then
        insert into directory_changes (author, kind, agency, code, act, changes) values (
            nullif(current_setting('tuntas.author', true), ''),
            case tg_table_name when 'agencies' then 'agency' when 'units' then 'unit' else 'account' end,
            case tg_table_name when 'agencies' then whole->>'code' else whole->>'agency' end,
            case tg_table_name when 'accounts' then whole->>'username' else whole->>'code' end,
            case tg_op when 'INSERT' then 'added' else 'changed' end, changed);
    end if;
    return null;
end $$;

create trigger agencies_noted after insert or update on agencies
    for each row execute function note_directory_change();
create trigger units_noted after insert or update on units
    for each row execute function note_directory_change();
create trigger accounts_noted after insert or update on accounts
    for each row execute function note_directory_change();
