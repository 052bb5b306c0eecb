"""Decrees and calendars as routes and pages of them ask: rights, previews, entering and withdrawing."""
