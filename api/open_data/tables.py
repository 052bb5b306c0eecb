"""The tables of a set: a line for each part, with rounded numbers and what follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from api.exports.tables import Cell, Column, Row
from api.figures.asking import By
from api.figures.naming import name_scope, name_value
from records.directory.in_memory import Directory
from records.figures.scopes import CENTRE, NATION, agency_scope, province_scope
from records.open_data.months import MEASURES, NO_CATEGORY, OTHER_CATEGORY, QUANTILES, Month, Part
from records.open_data.rounding import Rounded
from texts.formats import InBoth
from texts.open_data import COLUMNS, OTHER_CATEGORIES

LEAST_SHARE = 30
"""Published first answers from which their share in time is told."""
LEAST_QUANTILE = 35
"""The published number from which quantiles are told: of thirty or more, whatever it was rounded from."""
NATION_TABLE = "nation"
TABLES = (NATION_TABLE, "province", "agency", "class", "category", "channel")
SHARE = "in_time_share"
LIST = [
    Column(code, wording.name, wording.definition, is_number=code in {*MEASURES, SHARE, *QUANTILES})
    for code, wording in COLUMNS.items()
]
"""The columns of every table."""


def make_rows(
    directory: Directory, label: str, month: Month, rounded: Mapping[str, Rounded]
) -> dict[str, list[Row]]:
    """The rows of each table; `label` is the month as it is written."""
    told: dict[str, list[Row]] = {}
    for table in TABLES:
        parts = {"": month.whole} if table == NATION_TABLE else month.tables[table]
        told[table] = [
            _make_row(label, name_part(directory, table, code), code or "ID", part, published)
            for code, part in parts.items()
            for published in [_published(rounded, table, code)]
        ]
    return told


def _published(rounded: Mapping[str, Rounded], table: str, code: str) -> dict[str, int | None]:
    if table == NATION_TABLE:
        return {measure: each.total for measure, each in rounded.items()}
    return {measure: each.tables[table][code] if each.tables else None for measure, each in rounded.items()}


def _make_row(
    label: str, name: InBoth, code: str, part: Part, published: Mapping[str, int | None]
) -> Sequence[Cell]:
    quantiles = (
        part.quantiles[each] if (published[measure] or 0) >= LEAST_QUANTILE else None
        for each, measure in QUANTILES.items()
    )
    numbers = [published[measure] for measure in MEASURES]
    return [label, code, name["id"], name["en"], *numbers, share_in_time(published), *_whole(quantiles)]


def share_in_time(published: Mapping[str, int | None]) -> float | None:
    """The percentage of first answers in time, from published numbers alone; null of too few."""
    in_time, overdue = published["first_answers_in_time"], published["first_answers_overdue"]
    if in_time is None or overdue is None or in_time + overdue < LEAST_SHARE:
        return None
    return round(100 * in_time / (in_time + overdue), 1)


def _whole(values: Iterable[Decimal | None]) -> list[int | None]:
    return [None if each is None else int(each.to_integral_value(ROUND_HALF_UP)) for each in values]


def name_part(directory: Directory, table: str, code: str) -> InBoth:
    """What the line of a table is called; agencies as they are called when the set is published."""
    match table:
        case "nation":
            return name_scope(directory, NATION)
        case "province":
            return name_scope(directory, province_scope(code))
        case "agency":
            return name_scope(directory, CENTRE if code == "centre" else agency_scope(code))
        case "category" if code == OTHER_CATEGORY:
            return OTHER_CATEGORIES
    told = name_value(By(table), "" if code == NO_CATEGORY else code)
    return {"id": told["id"], "en": told["en"]}
