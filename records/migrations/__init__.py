"""The schema of the database, step by step. `records.installation.setup` runs it.

Never edit a released migration. Tables are defined in `records.tables`; begin a new step with `make
migration`.
"""
