-- Fingerprints of the secrets that the installation was set up with.
create table known_secrets (
    name        text primary key,
    fingerprint text not null,
    noted_at    timestamptz not null default now()
);
