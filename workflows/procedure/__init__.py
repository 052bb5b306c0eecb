"""The procedure as pure functions: stages, decisions, facts, clocks, and what follows from them.

No I/O, no wall clock and no engine may be imported here. Imports between the packages go one way:
`outputs`, `rules`, `fold`, `time`, `model`.
"""
