"""Calendar feeds of due days."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from fields.answer_fields import Answer, Instant


class FeedScope(StrEnum):
    """Whose due days: one's own, or those of one's team."""

    MINE = "mine"
    TEAM = "team"


class CalendarFeed(Answer):
    """A feed that is in force. Nobody can tell its address any more."""

    scope: FeedScope
    language: Literal["id", "en"]
    made_at: Instant


class CalendarFeeds(Answer):
    """One's feeds."""

    items: list[CalendarFeed]


class NewCalendarFeed(CalendarFeed):
    """The same with its address, this once."""

    address: Annotated[str, Field(examples=["https://lapor.contoh.go.id/kalender/mZ2….ics"])]
