"""What a supervisor's board calls its parts, as its charts write them."""

from texts.formats import InBoth, both

OVERDUE = both("Lewat tenggat", "Overdue")
NOT_OVERDUE = both("Belum lewat tenggat", "Not overdue")
TASKS = both("Tugas", "Tasks")
CAME_IN = both("Masuk", "Came in")
DONE = both("Dikerjakan", "Tasks done")
CLOSED = both("Ditutup", "Closed")
WORKING_DAYS = both("Hari kerja", "Working days")


def describe_age_band(first: int, last: int | None) -> InBoth:
    """Working days from and to, both included; a null end is open."""
    if last is None:
        return both(f"{first} hari atau lebih", f"{first} days or more")
    return both(f"{first}–{last} hari", f"{first}–{last} days")


def describe_level(level: int) -> InBoth:
    """An escalation level; 0 is before the first."""
    if level == 0:
        return both("Belum dieskalasi", "Not escalated")
    return both(f"Tingkat {level}", f"Level {level}")
