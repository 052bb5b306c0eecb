"""Bulk decisions: one decision upon an explicit list of tasks, carried out one by one.

Each module's docstring says what it holds.
"""
