"""How well the method did on past weeks, as readers are shown it."""

from typing_extensions import TypedDict

from api.forecasts.expected_lapses import Expected, Review
from api.schemas.forecast import Calibration, ExpectedLapses, PastWeek


class PastWeeks(TypedDict):
    """The last weeks, the oldest first, and the calibration over all of them."""

    past_weeks: list[PastWeek]
    calibration: list[Calibration]


def present_past_weeks(review: Review | None) -> PastWeeks:
    """The review of those whom the reader looks at; null where nothing of theirs was due."""
    found = review or Review()
    return {
        "past_weeks": [
            {
                "week": each.week.isoformat(),
                "expected": present_expected(each.expected),
                "lapsed": each.lapsed,
            }
            for each in found.weeks
        ],
        "calibration": [
            {
                "up_to": each.bound,
                "deadlines": each.deadlines,
                "expected_share": round(each.expected, 3),
                "lapsed": each.lapsed,
            }
            for each in found.calibration()
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
