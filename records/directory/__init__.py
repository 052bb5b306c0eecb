"""Agencies, units, accounts and passwords: in the database, as a CSV file, and as a copy in memory.

Who may decide what belongs in `workflows.procedure.rules.authority`.
"""
