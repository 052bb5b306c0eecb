"""Calendars."""

from fields.answer_fields import Answer, Day, DecreeNumber, Instant, Page, RegionCode
from records.decrees.answers import CalendarHead
from records.decrees.stored_calendars import Act


class Calendars(Page):
    """All of them, on one page."""

    items: list[CalendarHead]


class CalendarVersionMade(Answer):
    """One version of a calendar, and what made it."""

    region: RegionCode
    version: int
    created_at: Instant
    act: Act
    decree: DecreeNumber | None
    first: Day


class CalendarVersions(Page):
    """Every version, the newest first."""

    items: list[CalendarVersionMade]
