"""What the procedure tells others: notices to people, rows for the record, messages to merged reports.

All of it is derived from facts, and nothing here changes a case. Nothing else in the procedure imports it.
"""
