-- Facts and heads are found by the beginning of a digest or root. 16 hex digits of it suffice to find it by.
create index facts_by_digest on recorded_facts ("left"(digest, 16));
create index ledger_leaves_by_digest on ledger_leaves ("left"(digest, 16));
create index ledger_heads_by_root on ledger_heads ((head->>'root'));
