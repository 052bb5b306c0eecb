"""The fold: what each kind of fact does to the Case. `apply.fold` is the only entry.

A fact's meaning is written here once. Whether a fact may be written at all is decided in `rules`.
"""
