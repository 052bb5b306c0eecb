"""The replay audit: runs a report's history again on the current code and compares everything with the
record.

It changes nothing. Repairing the record belongs in `evidence.rebuild`.
"""
