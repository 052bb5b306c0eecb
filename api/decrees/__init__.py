"""Decrees as routes and pages ask for them: rights, previews, entering and withdrawing.

What a decree makes of calendars and deadlines belongs in `records.decrees` and `calendars`.
"""
