"""What the procedure tells others: notices to people, rows for the record, messages to merged reports,
and previews of decisions.

All of it is derived from facts, and nothing here changes a case. Nothing else in the procedure imports it.
"""
