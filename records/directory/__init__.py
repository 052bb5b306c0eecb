"""Agencies, units, accounts and passwords: in the database, as a CSV file, and as a copy in memory.

Who may decide what is the procedure's matter, not the directory's.
"""
