"""The audit: whether what is on record of a report is what its history makes of it, on today's code."""
