"""The access ledger: who looked at what people wrote, and why. Entries are chained and never changed.

Noting, listing and checking entries belong here; deciding who may look does not (`api.requests.access`).
"""
