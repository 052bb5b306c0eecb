"""How much time is left until a due instant, or how long it is past, in words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from calendars import Snapshot
from texts.formats import InBoth, both

Tone = Literal["running", "soon", "late"]


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is said of a due instant; `soon` from its last day on."""

    tone: Tone
    text: InBoth


def describe_remaining(due_at: datetime, due_on: date, now: datetime, calendar: Snapshot) -> Remaining:
    """The working days of `calendar` that are left at `now`, or that have passed since. `due_at` is
    exclusive; within its last day the time is told where it is not the day's end."""
    today = calendar.local_date(now)
    if due_at <= now:
        return Remaining("late", _describe_lateness(calendar.between(due_on, today), due_on == today))
    if due_on > today:
        return Remaining("running", _describe_left(calendar.between(today, due_on)))
    if due_at == calendar.end_of(due_on):
        return Remaining("soon", both("Berakhir hari ini", "Ends today"))
    seconds = int((due_at - now).total_seconds())
    minutes, rest = divmod(seconds, 60)
    left = f"{minutes}:{rest:02}"
    return Remaining("soon", both(f"Berakhir dalam {left} menit", f"Ends in {left} minutes"))


def _describe_lateness(days: int, is_today: bool) -> InBoth:
    if is_today or days == 0:
        return both("Terlampaui", "Lapsed")
    return both(f"Terlampaui {days} hari kerja", f"Lapsed {days} working {_days(days)} ago")


def _describe_left(days: int) -> InBoth:
    if days == 0:
        return both("Berakhir sebelum hari kerja berikutnya", "Ends before the next working day")
    return both(f"Tersisa {days} hari kerja", f"{days} working {_days(days)} left")


def _days(count: int) -> str:
    return "day" if count == 1 else "days"
