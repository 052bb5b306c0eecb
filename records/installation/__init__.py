"""Setting up an installation: schema, calendars, secrets, its first administrator and the demo.

Starting servers is in `runtime`.
"""
