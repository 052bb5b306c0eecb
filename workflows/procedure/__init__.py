"""The procedure as pure functions: stages, decisions, facts, clocks, and what follows from them.

No I/O, no wall clock and no engine may be imported here.
"""
