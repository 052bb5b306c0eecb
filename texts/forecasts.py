"""The words of the forecast that charts carry."""

from texts.formats import both

REPORTS_DUE = both("Jatuh tempo", "Due")
PAST_WEEKS = (
    both("Terlampaui", "Lapsed"),
    both("Diperkirakan", "Expected"),
    both("Paling sedikit", "At least"),
    both("Paling banyak", "At most"),
)
"""What was expected of past weeks, and what happened."""
