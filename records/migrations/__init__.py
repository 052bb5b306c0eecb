"""The record's schema, step by step; run by `records.installation.setup`, never by hand.

To change a table, change its model in `records.tables`, run `make migration name=what_changes`, and complete
the file that this writes. A migration that is released is never changed.
"""
