"""Figures: counted by increments from each report's entries, and read for a scope and a time.

`counting` keeps entries and counters, `recount` compares them with the facts, `reading` answers.
"""
