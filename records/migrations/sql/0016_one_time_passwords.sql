-- Whose password was made by somebody else, for one use: they may change it, and do nothing else before.
alter table accounts add column must_change_password boolean not null default false;
