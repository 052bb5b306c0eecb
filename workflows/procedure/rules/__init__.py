"""The rules: who may decide what, what each decision needs, and the facts it writes.

A rule adds facts or raises a Refusal, and raises before it adds. What a fact does to the case belongs in
`fold`.
"""
