"""What all API processes share of requests: counts for limits, and when a key was first received.

Nothing of a report's state belongs here.
"""
