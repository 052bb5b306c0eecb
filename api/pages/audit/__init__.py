"""Pages for auditors, the national admin and the centre's supervisor: finding, replaying, proving.

What they show is worked out in `api.audits` and `evidence`, and not here.
"""
