"""Explanations as the tests ask for them, in the calendars of real decrees."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from calendars import Snapshot, shipped_decrees
from calendars.calendar import calendar_for
from tests.procedure.build import Play
from tests.procedure.recount import recounted
from tests.procedure.scene import wib
from workflows.procedure.model.enums import ClockName
from workflows.procedure.model.requests import LookedUp
from workflows.procedure.model.submission import Profile
from workflows.procedure.time.explanation import explain_clock

EARLY = "SKB 933/2025, 1/2025, 3/2025"
"""The decree of 7 August 2025 that made Monday the 18th a day of joint leave."""
ACEH = "Kepgub Aceh 100.3.3.1/845/2024"


def explained(play: Play, name: str, instance: int | None = None, upto: int | None = None) -> dict[str, Any]:
    steps = list(zip(play.cases, play.facts, strict=True))[:upto]
    told = explain_clock(steps, ClockName(name), instance).wire()
    assert recounted(told) == (told["due_at"], told["due_on"])
    return told


def days(told: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Why each day was what it was, and the count by then."""
    return {day["date"]: (day["why"], day["count"]) for day in told["days"]}


def day(told: Mapping[str, Any], on: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in told["days"] if each["date"] == on)
    return found


def as_of(version: int, on: str, region: str = "ID") -> Snapshot:
    """The calendar by the decrees that were in force on a day."""
    known = calendar_for(region, shipped_decrees(), date.fromisoformat(on))
    return known.snapshot(version, date(2024, 1, 1), date(2027, 12, 31))


def forwarded(at: str, calendar: Snapshot, **fields: Any) -> Play:
    """A report forwarded to the ministry of health, whose days `calendar` counts."""
    play = Play(at=wib(at))
    play.do("forward", looked_up=LookedUp(agency=Profile("kemenkes", "ID", calendar)), **fields)
    return play
