"""What the calendar tests share: the shipped decrees as they stood on a given day."""

from collections.abc import Callable
from datetime import date

import pytest

from calendars import Snapshot, shipped_decrees
from calendars.calendar import Calendar, calendar_for


@pytest.fixture(scope="session")
def calendar() -> Callable[..., Calendar]:
    """Builds a region's calendar from the shipped decrees; all of them, unless `as_of` says otherwise."""

    def build(region: str = "ID", as_of: date = date(2026, 11, 24)) -> Calendar:
        return calendar_for(region, shipped_decrees(), as_of)

    return build


@pytest.fixture(scope="session")
def national(calendar: Callable[..., Calendar]) -> Snapshot:
    """The country's calendar over the years that decrees have settled."""
    return calendar().snapshot(1, date(2024, 1, 1), date(2027, 12, 31))
