-- What API processes are told when a report changes or somebody begins to work on it, so that open pages can say so. It
-- names the report and what decides who may read it, so that each process judges by itself whom it concerns; it holds
-- nothing that anybody wrote.
create function tell_change(tn text, told jsonb) returns void language plpgsql as $$
declare
    payload text;
begin
    select (told || jsonb_build_object(
        'report', tn, 'at', extract(epoch from clock_timestamp()), 'agency', r.agency, 'unit', r.unit,
        'declined', coalesce((
            select jsonb_agg(jsonb_build_array(d.agency, d.fact, d.state->>'unit')) from declines as d where d.report = tn
        ), '[]')))::text
    into payload from reports as r where r.report = tn;
    if payload is not null then
        -- PostgreSQL refuses 8,000 bytes and more. An empty notification says that anything may have changed.
        perform pg_notify('tuntas_changes', case when octet_length(payload) < 7900 then payload else '' end);
    end if;
end $$;

create function tell_claim() returns trigger language plpgsql as $$
begin
    perform tell_change(coalesce(new.report, old.report), '{"claim": true}');
    return null;
end $$;

create trigger claims_are_told after insert or delete on claims for each row execute function tell_claim();
create trigger claims_taken_over_are_told after update on claims for each row
    when ((old.account, old.since) is distinct from (new.account, new.since))
    execute function tell_claim();

create function tell_viewer() returns trigger language plpgsql as $$
begin
    perform tell_change(
        coalesce(new.report, old.report), jsonb_build_object('viewer', coalesce(new.account, old.account)));
    return null;
end $$;

create trigger viewers_are_told after insert or delete on viewers for each row execute function tell_viewer();
-- One that counted as closed meanwhile, see `OPEN_SECONDS`.
create trigger viewers_that_return_are_told after update on viewers for each row
    when (old.seen_at < new.seen_at - interval '2 minutes')
    execute function tell_viewer();
