"""Successions: acts that merge or abolish agencies and units, what they would do, and the reports
that they move.

What such an act does to a report belongs in `workflows.procedure.rules.succession`.
"""
