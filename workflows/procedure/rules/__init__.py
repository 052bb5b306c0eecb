"""The rules: who may decide what, what each decision needs, and the facts it writes.

A rule is a function of the transcript, the request, its decision and the instant at which it counts. It adds
facts or raises a Refusal, and raises before it adds. What a fact does to the case belongs in `fold`.
The rules follow the regulation that the policy names as its `source`; the policy has their numbers.
Imports: `fold`, `time` and `model`.
"""
