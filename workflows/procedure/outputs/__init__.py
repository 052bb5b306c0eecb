"""What the procedure tells others: notices to people, rows for the record, messages to merged reports.

All are derived from facts; nothing here changes a Case.
"""
