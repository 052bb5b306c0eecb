"""Yearly forms: what an agency tells of itself once a year, because no fact of a report says it.

`content` is what a form holds and the rules for its fields, `stored_forms` keeps all versions.
"""
