"""The durable workflows: the report's, and the standing ones that keep activities running.

They translate messages and timers into calls of `workflows.procedure`; rules and I/O do not belong in them.
"""
