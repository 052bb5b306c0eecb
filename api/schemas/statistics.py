"""Figures."""

from typing_extensions import TypedDict

from api.schemas.common import Place
from calendars.alarms import CalendarAlarm
from fields.answer_fields import Answer, Day
from workflows.procedure.model.enums import Stage


class Figures(Place):
    """One agency's, unit's and stage's figures; open and overdue are of now."""

    stage: Stage
    open: int
    overdue: int
    lapsed: int
    asked_days: int
    asked_working_days: int
    redirected: int
    done: int
    median_working_days: float | None
    p90_working_days: float | None


_Days = TypedDict("_Days", {"from": Day, "to": Day})


class Statistics(_Days, Answer):
    """The figures of the days from `from` to `to`, both included."""

    items: list[Figures]
    alarms: list[CalendarAlarm]
