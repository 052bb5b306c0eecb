"""What lapses by when if nothing happens, how much is likely to lapse, and who is told of it unasked.

The SQL behind it does not belong here: it is in `records.reports.queries`.
"""
