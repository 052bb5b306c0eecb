"""What lapses by when if nothing happens."""

from enum import StrEnum

from fields.answer_fields import AccountId, AgencyCode, Answer, Day, PersonName, PlaceNames, UnitCode
from workflows.procedure.model.enums import Role, Stage


class ForecastScope(StrEnum):
    """Of what: reports of all agencies, or of one; tasks of one's team, or one's own."""

    NATION = "nation"
    AGENCY = "agency"
    TEAM = "team"
    MINE = "mine"


class DueOnDay(Answer):
    """How many lapse at the end of that day if nothing happens."""

    day: Day
    reports: int


class ExpectedLapses(Answer):
    """Of so many `deadlines`, how many are expected to lapse at the pace of the last weeks, to a tenth; with
    a probability of nine in ten from `low` to `high`. Of `unknown` more, too few like them were due lately to
    say anything."""

    deadlines: int
    expected: float
    low: int
    high: int
    unknown: int


class DueFigures(Answer):
    """How many lapse if nothing happens: `overdue` have already, `due` will within the days asked for. Of
    these, `expected` is how many are likely to."""

    overdue: int
    due: int
    days: list[DueOnDay]
    expected: ExpectedLapses


class PastWeek(Answer):
    """What was expected when the week that begins on `week` began, of the deadlines that stood then and were
    due in it, from what was known then; and how many of those `lapsed`."""

    week: Day
    expected: ExpectedLapses
    lapsed: int


class Calibration(Answer):
    """Of the deadlines of the past weeks that were expected to lapse with a probability up to `up_to`, which
    share was expected to lapse in the mean, to a thousandth, and how many did."""

    up_to: float
    deadlines: int
    expected_share: float
    lapsed: int


class ForecastLine(DueFigures, PlaceNames):
    """The same of one holder; each report is in one line. `days` has only days on which something is due.

    `agency` null is the centre. For one agency, `unit` is told of what a unit follows up, `stage` of all that
    no unit does. In the scopes `team` and `mine`, `officer` null stands for tasks that name nobody in office.
    """

    agency: AgencyCode | None
    unit: UnitCode | None
    owner_role: Role | None
    officer: AccountId | None
    officer_name: PersonName | None
    stage: Stage | None


class Forecast(PlaceNames):
    """Open reports that wait for staff, by the day on which the next of their deadlines lapses, from `today`
    to the last of so many working days, `until`. Days are local ones of the centre, or in the scopes `team`
    and `mine` of the reader's office. `total.days` has every working day, and others on which something is
    due. `past_weeks` and `calibration` tell how well the method of `expected` did, for these agencies."""

    scope: ForecastScope
    agency: AgencyCode | None
    today: Day
    until: Day
    working_days: int
    total: DueFigures
    lines: list[ForecastLine]
    past_weeks: list[PastWeek]
    calibration: list[Calibration]
