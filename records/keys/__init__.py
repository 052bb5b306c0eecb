"""The reports' own keys: wrapped in the database, for minutes in memory, destroyed to erase.

Only what is sealed and opened by a report's key belongs here.
"""
