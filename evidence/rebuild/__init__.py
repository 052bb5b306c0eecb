"""Rebuilds the record from histories, and fetches facts of earlier runs that it lacks.

It writes through the same `record_facts` as a worker. Judging a history belongs in `evidence.replay`.
"""
