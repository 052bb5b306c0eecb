"""What an open data set is of: the figures of a whole month, of the nation and by the parts of each table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from calendars.regions import REGIONS
from records.database import POINT, Pool, rows
from records.figures.definitions import BY_CODE, measures_of
from records.figures.periods import Period
from records.figures.reading import Line, read_figures
from records.figures.scopes import CENTRE, NATION, NOWHERE, Dimension, agency_scope, province_scope
from records.open_data.rounding import Counts
from texts.categories import INDONESIAN as CATEGORIES
from workflows.procedure.model.enums import Channel, ReportClass
from workflows.procedure.outputs.figures.measures import Measure

MEASURES: Mapping[str, str] = {
    "received": "received",
    "forwardings": "forwardings",
    "first_answers_in_time": "in_time_share",
    "first_answers_overdue": "first_answers_overdue",
    "finishings": "finishings",
    "archivings": "archivings",
}
"""Each number of a set, with the figure whose count it is.

No two of them count the same event, and none is a part of another, so no two can be subtracted. Statuses are
left out: from one month to the next they differ by what came in.
"""
QUANTILES: Mapping[str, str] = {
    "answer_median": "first_answers_in_time",
    "answer_p90": "first_answers_in_time",
    "finish_median": "finishings",
    "finish_p90": "finishings",
}
"""Each quantile of a set, with the published number that says whether it is told."""
NO_CATEGORY, OTHER_CATEGORY = "none", "other"
# In SQL: parts: an aggregate
FIRST_MONTH = "select min(starts_on) as month from figure_counts where scope = 'nation' and grain = 'month'"


@dataclass(frozen=True, slots=True)
class Part:
    """The exact figures of one part, or of the whole."""

    counts: Mapping[str, int]
    quantiles: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Month:
    """The exact figures of a month. All parts that a table can have are in it, also those without reports, so
    that it tells nothing that a part is there."""

    whole: Part
    tables: Mapping[str, Mapping[str, Part]]

    def counts_of(self, measure: str) -> Counts:
        """One number of it, of the whole and of all parts."""
        return Counts(
            self.whole.counts[measure],
            {
                table: {code: part.counts[measure] for code, part in parts.items()}
                for table, parts in self.tables.items()
            },
        )


async def read_first_month(pool: Pool) -> date | None:
    """The first month in which anything was counted; null if nothing ever was. Raises one of `SQL_AWAY`."""
    (found,) = await rows(pool, FIRST_MONTH, within=POINT)
    month: date | None = found["month"]
    return month


async def read_month(pool: Pool, agencies: Sequence[str], period: Period) -> Month:
    """The figures of that month; `agencies` are the codes of all that there are. Raises one of `SQL_AWAY`."""
    measures = measures_of(BY_CODE[code] for code in (*MEASURES.values(), *QUANTILES))
    provinces = [province_scope(code) for code in (*REGIONS, NOWHERE)]
    holders = [CENTRE, *(agency_scope(code) for code in agencies)]
    (whole, *places) = await read_figures(pool, [NATION, *provinces, *holders], period, measures=measures)
    tables = {
        "province": {str(line.scope.province): _read(line) for line in places[: len(provinces)]},
        "agency": {line.scope.agency or "centre": _read(line) for line in places[len(provinces) :]},
    }
    for dimension in Dimension:
        tables[dimension.value] = await _read_values(pool, period, dimension, measures)
    return Month(_read(whole), tables)


async def _read_values(
    pool: Pool, period: Period, dimension: Dimension, measures: Sequence[Measure]
) -> dict[str, Part]:
    lines = await read_figures(pool, [NATION], period, by=dimension, measures=measures)
    found: dict[str, Part] = dict.fromkeys(KNOWN[dimension], EMPTY)
    for line in lines:
        code = line.value or NO_CATEGORY
        if code in found and code != OTHER_CATEGORY:
            found[code] = _read(line)
        else:
            found[OTHER_CATEGORY] = _add(found[OTHER_CATEGORY], _read(line))
    return found


def _read(line: Line) -> Part:
    return Part(
        {name: line.figures[code].count for name, code in MEASURES.items()},
        {code: line.figures[code].value for code in QUANTILES},
    )


def _add(one: Part, other: Part) -> Part:
    """Both together; quantiles don't add up, so they are left out."""
    return Part({name: n + other.counts[name] for name, n in one.counts.items()}, EMPTY.quantiles)


EMPTY = Part(dict.fromkeys(MEASURES, 0), dict.fromkeys(QUANTILES))
KNOWN: Mapping[Dimension, Sequence[str]] = {
    Dimension.CLASS: [each.value for each in ReportClass],
    Dimension.CATEGORY: [*CATEGORIES, OTHER_CATEGORY, NO_CATEGORY],
    Dimension.CHANNEL: [each.value for each in Channel],
}
"""All values that there can be. Categories that only an operator's own policy has are told together."""
