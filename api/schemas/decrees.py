"""Decrees, what they would move, and re-timings."""

from typing import Annotated

from pydantic import Field

from fields.answer_fields import Answer, Page
from records.decrees.answers import DecreedDay, RetimedReport, RetimingProgress, ShownDecree


class Retimings(Page):
    """Re-timings, the newest first."""

    items: list[RetimingProgress]


class RetimedReports(Page):
    """Reports of a re-timing, by number."""

    items: list[RetimedReport]


class Decrees(Page):
    """Decrees, the last issued first."""

    items: list[ShownDecree]


class ReadCalendarFile(Answer):
    """An iCalendar file as the lists that a decree takes."""

    non_working: list[DecreedDay]
    working: list[DecreedDay]
    notes: list[Annotated[str, Field(examples=["line 12: a time of day was ignored"])]]
