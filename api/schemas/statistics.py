"""Figures."""

from pydantic import Field

from api.schemas.common import Alarm, Answer, Day, Place
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


class Statistics(Answer):
    """The figures of the days from `from` to `to`, both included."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    items: list[Figures]
    alarms: list[Alarm]
