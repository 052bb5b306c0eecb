"""Sets up an installation: schema, calendars, secrets, first administrator, demo directory.

Starting servers belongs in `runtime`.
"""
