"""The access ledger: who looked at what people wrote, and why. Entries are chained and never changed.

Writing, listing and checking entries belong here. Who may look is decided in `api.requests.access`.
"""
