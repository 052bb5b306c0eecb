"""How far off a due day is, in words."""

from datetime import date

from texts.formats import InBoth, both


def describe_days_left(due: date, today: date) -> InBoth:
    """What is left until the end of `due`: "besok" and "tomorrow". Both are local days of the holder."""
    left = (due - today).days
    if left < 0:
        return both("Sudah lewat", "It is over")
    if left == 0:
        return both("Berakhir hari ini", "It ends today")
    if left == 1:
        return both("Berakhir besok", "It ends tomorrow")
    return both(f"{left} hari lagi", f"{left} days from now")
