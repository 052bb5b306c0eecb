"""What all API processes share about requests: counts for limits, and when a key was first received.

Nothing of a report's state belongs here.
"""
