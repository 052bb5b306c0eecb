"""Of which month and scope a report is asked for, and whether it is the reader's to see."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.answers.problems import Malformed, not_allowed
from api.figures.asking import ScopeCode, resolve_scope, widest_scope
from api.reports.filters import FIRST
from records.directory.in_memory import Directory
from records.figures.periods import Period, add_months, end_of_month
from records.figures.scopes import Scope, ScopeKind
from workflows.procedure.model.facts import Actor

MONTH = re.compile(r"(19|2[01])\d{2}-(0[1-9]|1[0-2])")
REPORTED = (ScopeKind.NATION, ScopeKind.PROVINCE, ScopeKind.AGENCY)


class MonthlyReportQuery(BaseModel):
    """The report of which month and scope."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    month: Annotated[
        str,
        Field(
            pattern=f"^{MONTH.pattern}$",
            max_length=7,
            description="Such as `2026-10`. One that is under way gives a provisional report, which says so",
            examples=["2026-10"],
        ),
    ]
    scope: ScopeCode = None


@dataclass(frozen=True, slots=True)
class Months:
    """The days that a report is of, and those that it compares them with: of the month before, and of the
    same month a year before. Of a month that is not over these are the same days of each, up to today."""

    now: Period
    before: Period
    year_before: Period
    is_over: bool


def resolve_report(directory: Directory, actor: Actor, which: MonthlyReportQuery) -> Scope:
    """The scope that is asked for, the reader's widest without one. Raises Malformed, and 403 for what is not
    the reader's to see."""
    if which.scope is None and widest_scope(actor).kind not in REPORTED:
        raise not_allowed(
            "A monthly report is of a nation, a province or an agency, which are not yours to see."
        )
    scope = resolve_scope(directory, actor, which.scope)
    if scope.kind not in REPORTED:
        raise Malformed([{"field": "scope", "message": "must be nation, a province or an agency"}])
    return scope


def resolve_month(month: str, today: date) -> Months:
    """The days of the month up to `today`. Raises Malformed for one that has not begun, and for one before
    all that is counted."""
    first = date.fromisoformat(f"{month}-01")
    if first > today:
        raise Malformed([{"field": "month", "message": "must not be in the future"}])
    if first < FIRST:
        raise Malformed([{"field": "month", "message": f"must not be less than {FIRST:%Y-%m}"}])
    last = min(end_of_month(first), today)
    return Months(Period(first, last), _same_days(first, last, 1), _same_days(first, last, 12), last < today)


def _same_days(first: date, last: date, months: int) -> Period:
    """The same days so many months earlier: all days where these are a whole month."""
    begin = add_months(first, -months)
    end = end_of_month(begin)
    if last != end_of_month(first):
        end = min(end, begin.replace(day=min(last.day, end.day)))
    return Period(begin, end)
