-- When a decision or a report was first received whose sender could not be told whether it stands. A row goes once
-- that is known, and after 24 hours at the latest; key and content are HMACs.
create table receptions (
    report      text not null,
    key         text not null,
    content     text not null,
    received_at timestamptz not null,
    primary key (report, key, content)
);
