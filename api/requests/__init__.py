"""What happens to a request before a report is touched: its body, who asks, limits, access to encrypted
text.

Nothing here decides on a report or reads one.
"""
