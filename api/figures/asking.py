"""What of the figures is asked for, and whether it is the reader's to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.answers.problems import Malformed, not_allowed
from api.reports.filters import After, Day, Limit, require_order
from api.services import Services
from calendars.regions import REGIONS
from records.directory.in_memory import Directory
from records.figures.definitions import BY_CODE, Figure
from records.figures.periods import Period
from records.figures.scopes import (
    CENTRE,
    NATION,
    NOWHERE,
    Dimension,
    Scope,
    ScopeKind,
    agency_scope,
    parse_scope,
    province_scope,
    unit_scope,
)
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all


def _known_figure(code: str) -> str:
    if code not in BY_CODE:
        raise ValueError("must be the code of a figure")
    return code


FigureCode = Annotated[
    str, AfterValidator(_known_figure), Field(max_length=64, json_schema_extra={"enum": list(BY_CODE)})
]
ScopeCode = Annotated[
    str | None,
    Field(
        max_length=140,
        pattern=r"^(nation|centre|(province|agency):[A-Za-z0-9._-]+|unit:[a-z0-9._-]+/[a-z0-9._-]+)$",
        description="`nation`, `centre`, `province:CODE`, `agency:CODE` or `unit:AGENCY/CODE`; the widest "
        "that is yours to see if left out. `province:-` has the reports that name no province",
    ),
]
From = Annotated[Day | None, Field(alias="from", description="The first of January of that year if left out")]
To = Annotated[Day | None, Field(description="Inclusive; today if left out. Statuses are those at its end")]


class By(StrEnum):
    """What figures are broken down by: a nation by province or agency, an agency by unit, and all by the
    others."""

    CLASS = "class"
    CATEGORY = "category"
    CHANNEL = "channel"
    MONTH = "month"
    PROVINCE = "province"
    AGENCY = "agency"
    UNIT = "unit"


PARTS_OF = {By.PROVINCE: ScopeKind.NATION, By.AGENCY: ScopeKind.NATION, By.UNIT: ScopeKind.AGENCY}
DIMENSIONS = {By.CLASS: Dimension.CLASS, By.CATEGORY: Dimension.CATEGORY, By.CHANNEL: Dimension.CHANNEL}
MOST_MONTHS = 36


class FiguresQuery(BaseModel):
    """Of which scope and days, broken down by what. With `figure` only those figures."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    scope: ScopeCode = None
    from_: From = None
    to: To = None
    by: By | None = None
    figure: Annotated[list[FigureCode], Field(max_length=100)] = []


class OfFigureQuery(BaseModel):
    """The entries of which figure, of which scope and days; with `by` only those with that `value`, which is
    empty for reports that have none yet."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    figure: FigureCode
    scope: ScopeCode = None
    from_: From = None
    to: To = None
    by: Dimension | None = None
    value: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9._-]*$")] = ""


class CountedQuery(OfFigureQuery):
    """The same, some at a time."""

    limit: Limit = 50
    after: After = None


class RankingQuery(BaseModel):
    """The ranking of which days, of agencies with at least `floor` first answers given or overdue."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    from_: From = None
    to: To = None
    floor: Annotated[int, Field(ge=1, le=100_000)] = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """The same, once it is known that the reader may see it."""

    scope: Scope
    period: Period
    figures: Sequence[Figure]
    by: By | None = None


def resolve_query(services: Services, actor: Actor, which: FiguresQuery) -> Asked:
    """What is asked for. Raises Malformed, and 403 for what is not the reader's to see."""
    scope = resolve_scope(services.directory, actor, which.scope)
    period = resolve_period(services, which.from_, which.to)
    if which.by in PARTS_OF and PARTS_OF[which.by] is not scope.kind:
        raise Malformed([{"field": "by", "message": f"needs a scope that is {PARTS_OF[which.by]}"}])
    if which.by is By.MONTH and period.count_months() > MOST_MONTHS:
        raise Malformed([{"field": "from", "message": f"must be within {MOST_MONTHS} months of to"}])
    wanted = [BY_CODE[code] for code in dict.fromkeys(which.figure)]
    return Asked(scope, period, wanted or list(BY_CODE.values()), which.by)


def resolve_period(services: Services, first: date | None, last: date | None) -> Period:
    """The days, as far as they were not named. Raises Malformed."""
    today = services.directory.centre().calendar.local_date(datetime.now(UTC))
    last = last or max(today, first or today)
    first = first or last.replace(month=1, day=1)
    require_order(first, last, "to", "from")
    return Period(first, last)


def resolve_scope(directory: Directory, actor: Actor, code: str | None) -> Scope:
    """The scope of that code; the reader's widest without one. Raises Malformed for one that there is not,
    and 403 for one that the reader does not answer for."""
    scope = widest_scope(actor) if code is None else parse_scope(code)
    if not may_see(actor, scope):
        raise not_allowed("These figures are not yours to see.")
    if not scope_exists(directory, scope):
        raise Malformed([{"field": "scope", "message": "is none that there is"}])
    return scope


def widest_scope(actor: Actor) -> Scope:
    """All that the reader answers for."""
    if watches_all(actor) or actor.agency is None:
        return NATION
    if actor.role is Role.LIAISON_OFFICER and actor.unit is not None:
        return unit_scope(actor.agency, actor.unit)
    return agency_scope(actor.agency)


def may_see(actor: Actor, scope: Scope) -> bool:
    """Whether the reader answers for that scope: everything, their agency with its units, or their unit."""
    if watches_all(actor):
        return True
    if actor.agency is None or scope.agency != actor.agency:
        return False
    return actor.role is not Role.LIAISON_OFFICER or scope.unit == actor.unit is not None


def scope_exists(directory: Directory, scope: Scope) -> bool:
    """Whether there is such a province, agency or unit."""
    match scope.kind:
        case ScopeKind.PROVINCE:
            return scope.province in {*REGIONS, NOWHERE}
        case ScopeKind.AGENCY:
            return directory.agency(str(scope.agency)) is not None
        case ScopeKind.UNIT:
            return directory.unit_name(scope.agency, scope.unit) is not None
    return True


def list_parts(directory: Directory, scope: Scope, by: By) -> list[Scope]:
    """The provinces or agencies of the nation, or the units of an agency. Provinces begin with the country as
    a whole, for reports that name it, and end with those that name none. What no agency holds is the
    centre's, and stands first."""
    if by is By.PROVINCE:
        return [province_scope(code) for code in (*REGIONS, NOWHERE)]
    if by is By.AGENCY:
        return [CENTRE, *(agency_scope(each.code) for each in directory.agencies())]
    agency = str(scope.agency)
    return [unit_scope(agency, each.code) for each in directory.units(agency)]


def is_before_agencies(scope: Scope) -> bool:
    """Whether reports come into the scope when they are sent in, and not by a forwarding."""
    return scope in (NATION, CENTRE) or scope.kind is ScopeKind.PROVINCE
