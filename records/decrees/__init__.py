"""Decrees on record, the calendars made from them, what they would move, and the re-timings that follow.

How days are counted is in `calendars`; moving a report's clock is the procedure's.
"""
