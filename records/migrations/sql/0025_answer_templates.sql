-- Texts that staff answer with again and again. Each edit is a version of its own; who used one is recorded nowhere.
create table answer_templates (
    id         bigint generated always as identity primary key,
    account    text references accounts (id),
    agency     text,
    unit       text,
    version    integer not null default 1,
    retired_at timestamptz,
    check (account is null or (agency is null and unit is null)),
    check (unit is null or agency is not null)
);
create index answer_templates_of_account on answer_templates (account) where account is not null;
create index answer_templates_of_office on answer_templates (agency, unit) where account is null;

create table answer_template_versions (
    template   bigint not null references answer_templates (id),
    version    integer not null,
    name       text not null,
    category   text,
    content    text not null,
    written_by text not null references accounts (id),
    written_at timestamptz not null default now(),
    primary key (template, version)
);
