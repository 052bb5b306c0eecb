-- Tokens issued before that are void, whatever the account becomes later. A trigger, so that it holds for
-- every way in which accounts are changed.
alter table accounts add column signed_out_at timestamptz;

create function sign_account_out() returns trigger language plpgsql as $$
begin
    new.signed_out_at := clock_timestamp();
    return new;
end $$;

create trigger accounts_signed_out before update on accounts for each row
    when ((old.role, old.agency, old.unit, old.disabled_at is null)
          is distinct from (new.role, new.agency, new.unit, new.disabled_at is null))
    execute function sign_account_out();
