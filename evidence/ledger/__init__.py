"""The ledger: one append-only Merkle log over all facts (RFC 9162), with signed heads and proofs.

The chain within one report does not belong here; that is `workflows.procedure.model.facts`.
"""
