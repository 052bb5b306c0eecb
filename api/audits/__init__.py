"""What auditors ask for, shared by JSON routes and pages: what a typed text means, clocks drawn as bars,
engine events told in short, replays, bundles, proofs and the access ledger.

Queries and the rules of evidence do not belong here: see `evidence`.
"""
