"""The rules: what each decision needs beyond authority, and the facts it writes.

Each rule is a function of the transcript, the request, its decision and the instant at which it counts; it
adds facts or raises a Refusal, and raises before it adds.
"""
