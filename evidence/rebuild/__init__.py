"""Making the record anew from histories, and fetching what it lacks of earlier runs.

It writes through the same `record_facts` as a worker does. Judging a history is `evidence.replay`.
"""
