"""How well the method did on past weeks, as readers are shown it."""

from collections.abc import Sequence

from typing_extensions import TypedDict

from api.forecasts.expected_lapses import Expected, try_past_weeks
from api.forecasts.lapse_history import LapsesUntil
from api.schemas.forecast import Calibration, ExpectedLapses, PastWeek


class PastWeeks(TypedDict):
    """The last weeks, the oldest first, and the calibration over all of them."""

    past_weeks: list[PastWeek]
    calibration: list[Calibration]


def present_past_weeks(past: LapsesUntil, agencies: Sequence[str | None] | None) -> PastWeeks:
    """Of the deadlines of these agencies, null in it being the centre; null for all."""
    weeks, calibration = try_past_weeks(past.cohorts, agencies, past.this_monday)
    return {
        "past_weeks": [
            {
                "week": each.week.isoformat(),
                "expected": present_expected(each.expected),
                "lapsed": each.lapsed,
            }
            for each in weeks
        ],
        "calibration": [
            {
                "up_to": each.bound,
                "deadlines": each.deadlines,
                "expected_share": round(each.expected, 3),
                "lapsed": each.lapsed,
            }
            for each in calibration
        ],
    }


def present_expected(expected: Expected) -> ExpectedLapses:
    """The numbers, rounded."""
    return {
        "deadlines": expected.deadlines,
        "expected": round(expected.expected, 1),
        "low": expected.low,
        "high": expected.high,
        "unknown": expected.unknown,
    }
