"""Figures, as the routes and the pages answer them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from api.figures.asking import DIMENSIONS, PARTS_OF, Asked, By, list_parts
from api.figures.naming import describe_scope, name_value
from api.schemas.common import phrase
from api.schemas.figures import Activity, Days, FiguresLine, FiguresOfScope, FigureValue
from api.services import Services
from records.figures.activity import read_activity
from records.figures.counting import read_counted_until
from records.figures.definitions import Figure, Kind, measures_of
from records.figures.periods import Period
from records.figures.reading import Line, read_figures, read_months
from records.figures.scopes import Scope
from records.figures.values import Value
from texts.formats import both
from workflows.procedure.model import instants

NOTHING: Mapping[str, Value] = {}


async def answer_figures(services: Services, asked: Asked) -> FiguresOfScope:
    """The figures of the scope, and of the parts asked for. Raises one of `SQL_AWAY`."""
    before = asked.period.before()
    # Read first: what is counted meanwhile only adds to it.
    until = await read_counted_until(services.figures)
    now, then = await _read_whole(services, asked, asked.period), await _read_whole(services, asked, before)
    return {
        "scope": describe_scope(services.directory, asked.scope),
        **present_days(asked.period),
        "before": present_days(before),
        "counted_until": instants.format_instant(until),
        "activity": await _read_activity(services, asked.scope),
        "total": {
            "value": None,
            "name": describe_scope(services.directory, asked.scope)["name"],
            "figures": present_figures(asked.figures, now.figures, then.figures),
        },
        "items": await answer_parts(services, asked) if asked.by else [],
    }


async def _read_activity(services: Services, scope: Scope) -> Activity | None:
    if scope.agency is None:
        return None
    found = await read_activity(services.figures, scope)
    last = found.last_action_on.isoformat() if found.last_action_on else None
    return {"last_action_on": last, "officers": found.officers, "signed_in": found.signed_in}


async def _read_whole(services: Services, asked: Asked, period: Period) -> Line:
    (line,) = await read_figures(services.figures, [asked.scope], period, measures=measures_of(asked.figures))
    return line


async def answer_parts(services: Services, asked: Asked, *, compares: bool = True) -> list[FiguresLine]:
    """The figures of the parts asked for; without `compares` most have no value of the period before, which
    takes half the time. Raises one of `SQL_AWAY`."""
    assert asked.by is not None, "only asked for with what to break down by"
    if asked.by is By.MONTH:
        return await _answer_months(services, asked)
    if asked.by in PARTS_OF:
        scopes = list_parts(services.directory, asked.scope, asked.by)
        return await _answer_scopes(services, asked, scopes, compares=compares)
    return await _answer_values(services, asked, asked.by, compares=compares)


async def _answer_scopes(
    services: Services, asked: Asked, scopes: Sequence[Scope], *, compares: bool
) -> list[FiguresLine]:
    measures, before = measures_of(asked.figures), asked.period.before()
    now = await read_figures(services.figures, scopes, asked.period, measures=measures)
    then = await read_figures(services.figures, scopes, before, measures=measures) if compares else []
    earlier = {line.scope: line.figures for line in then}
    found: list[FiguresLine] = []
    for line in now:
        scope = describe_scope(services.directory, line.scope)
        figures = present_figures(asked.figures, line.figures, earlier.get(line.scope, NOTHING))
        found.append({"value": line.scope.code, "name": scope["name"], "scope": scope, "figures": figures})
    return found


async def _answer_values(services: Services, asked: Asked, by: By, *, compares: bool) -> list[FiguresLine]:
    measures, dimension, before = measures_of(asked.figures), DIMENSIONS[by], asked.period.before()
    pool, scopes = services.figures, [asked.scope]
    now = await read_figures(pool, scopes, asked.period, by=dimension, measures=measures)
    then = await read_figures(pool, scopes, before, by=dimension, measures=measures) if compares else []
    earlier = {line.value: line.figures for line in then}
    return [
        {
            "value": line.value,
            "name": name_value(by, line.value),
            "figures": present_figures(asked.figures, line.figures, earlier.get(line.value, NOTHING)),
        }
        for line in now
    ]


async def _answer_months(services: Services, asked: Asked) -> list[FiguresLine]:
    """Each beside the month before it."""
    first = Period(asked.period.first.replace(day=1), asked.period.last).before().first
    lines = await read_months(services.figures, [asked.scope], first, asked.period.last)
    found: list[FiguresLine] = []
    for earlier, line in pairwise(lines):
        if line.period.last >= asked.period.first:
            month = f"{line.period.first:%Y-%m}"
            figures = present_figures(asked.figures, line.figures, earlier.figures)
            found.append({"value": month, "name": phrase(both(month, month)), "figures": figures})
    return found


def present_figures(
    figures: Sequence[Figure], now: Mapping[str, Value], then: Mapping[str, Value]
) -> list[FigureValue]:
    """Each figure with its value in the period and in the one before."""
    return [_present(each, now[each.code], then.get(each.code)) for each in figures]


def _present(figure: Figure, now: Value, then: Value | None) -> FigureValue:
    told: FigureValue = {
        "code": figure.code,
        "value": as_number(now.value),
        "count": now.count,
        "before": as_number(then.value) if then else None,
    }
    if now.of is not None:
        told["of"] = now.of
    if figure.kind is Kind.SPREAD:
        told["spread"] = {str(value): n for value, n in now.spread.items()}
    return told


def as_number(value: Decimal | None) -> float | None:
    """A value as JSON has it: whole numbers without a fraction."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def present_days(period: Period) -> Days:
    """The first and the last day."""
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}
