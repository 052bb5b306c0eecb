"""The archive: one object per finished report, with its histories and facts, in a store apart from engine
and record.

Verifying a single report offline does not belong here; that is `evidence.bundle`.
"""
