"""The ledger: one append-only log over all facts, with signed heads, and proofs that need no trust."""
