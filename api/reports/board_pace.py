"""The pace on a board: what came in and was done by week, and in how many working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from api.reports.filters import DayBounds
from api.schemas.board import PaceFigures
from api.services import Services
from records.reports.queries.pace import Worked, count_weeks
from workflows.procedure.model.facts import Actor


@dataclass(frozen=True, slots=True)
class Pace:
    """The weeks asked for, their sum, and that of as many weeks before, until the same day of the week. The
    time asked for is from `since` until just before `before`."""

    weeks: list[PaceFigures]
    now: PaceFigures
    earlier: PaceFigures
    since: datetime
    before: datetime


async def read_pace(services: Services, actor: Actor, weeks: int) -> Pace:
    """Weeks begin on Monday, and days are those of the centre, as in the list of reports. The last week is
    the current one, until the end of today."""
    days = DayBounds(services.directory.centre().calendar)
    today = days.calendar.local_date(datetime.now(UTC))
    first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    span = timedelta(weeks=weeks)
    begun = [first + timedelta(weeks=number) for number in range(weeks)]
    since, before = days.begin(first), days.end(today)
    now = await count_weeks(services.figures, actor, [days.begin(day) for day in begun], before)
    earlier = await count_weeks(services.figures, actor, [days.begin(first - span)], days.end(today - span))
    return Pace(
        [_figures(now, number, day, min(day + timedelta(days=6), today)) for number, day in enumerate(begun)],
        _figures(now, None, first, today),
        _figures(earlier, None, first - span, today - span),
        since,
        before,
    )


def _figures(found: Iterable[Worked], week: int | None, first: date, last: date) -> PaceFigures:
    """Those of a week, or of all together."""
    counted = {each.what: each for each in found if each.week == week}
    opened, done = counted.get("opened"), counted.get("done")
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "opened": opened.reports if opened else 0,
        "done": done.reports if done else 0,
        "median_working_days": done.median if done else None,
    }
