"""Decisions as people read them, in both languages: their names, fields, choices, limits and effects. Forms
are drawn from these words; codes are what is sent.

Why a decision is refused or not offered is in `texts.refusals`. Rules belong in `workflows.procedure`.
"""
