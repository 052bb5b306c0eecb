"""The words of the forecast that charts carry."""

from texts.formats import both

REPORTS_DUE = both("Jatuh tempo", "Due")
