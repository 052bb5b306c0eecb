"""The fold: what each kind of fact does to the case. `apply.fold` is the only entry.

`transcript` adds facts to a case, chains them and folds each at once. Imports: `time` and `model`.
Whether a fact may be written does not belong here; that is decided in `rules`.
"""
