"""Durable workflows: the report's shell and its companions, around the pure procedure."""
