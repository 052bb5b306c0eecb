"""Working days in Indonesia: the base calendar, the decrees on top of it, and arithmetic on both.

Importing this package doesn't import `holidays`: whoever builds a calendar imports `calendars.calendar`.
"""

from calendars.snapshot import Snapshot, due

__all__ = ["Snapshot", "due"]
