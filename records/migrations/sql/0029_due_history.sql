-- Which due instant each report had, from when until when: what was due, as it was known at any instant of the past.
-- Expected lapses are reckoned from it and tried upon past weeks, so it must not know what came later. Only stages in
-- which staff have to act. A report of the centre has no agency here.
create table due_history (
    id     bigint generated always as identity primary key,
    report text not null,
    stage  text not null,
    agency text,
    due_at timestamptz not null,
    since  timestamptz not null,
    until  timestamptz
);
create unique index due_history_now on due_history (report) where until is null;
create index due_history_by_due on due_history (due_at);

-- A trigger, so that it is in the transaction that changes the report. Its instants are those of facts, not of the
-- recording, which may be late.
create function keep_due_history() returns trigger language plpgsql as $$
declare
    happened timestamptz;
begin
    select coalesce(max(at), now()) into happened from facts where report = new.report and number = new.facts;
    update due_history set until = greatest(since, happened) where report = new.report and until is null;
    if new.next_due_at is not null
       and new.stage in ('central_verification', 'agency_verification', 'follow_up', 'approval') then
        insert into due_history (report, stage, agency, due_at, since)
        values (new.report, new.stage, case when new.stage <> 'central_verification' then new.agency end,
                new.next_due_at, happened);
    end if;
    return null;
end $$;

create trigger reports_due_history_begun after insert on reports for each row execute function keep_due_history();
create trigger reports_due_history after update of next_due_at, stage, agency on reports for each row
    when ((old.next_due_at, old.stage, old.agency) is distinct from (new.next_due_at, new.stage, new.agency))
    execute function keep_due_history();

-- What is due now has been so since the report's last fact at the latest. What was due before then is not known.
insert into due_history (report, stage, agency, due_at, since)
select r.report, r.stage, case when r.stage <> 'central_verification' then r.agency end, r.next_due_at,
       coalesce((select max(f.at) from facts as f where f.report = r.report and f.number = r.facts), now())
from reports as r
where r.next_due_at is not null
  and r.stage in ('central_verification', 'agency_verification', 'follow_up', 'approval');
