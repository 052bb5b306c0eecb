"""The fold: what each kind of fact does to the case. `apply.fold` is the only entry.

Whether a fact may be written does not belong here; that is decided in `rules`.
"""
