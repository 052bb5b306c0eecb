"""What happens to a request before a report is touched: its body, who asks, limits, access to sealed text.

Nothing here decides or reads a report.
"""
