"""The durable workflows: the report's, and the four that run an activity for ever.

They translate messages and timers into calls of `workflows.procedure`. Rules and I/O do not belong here.
"""
