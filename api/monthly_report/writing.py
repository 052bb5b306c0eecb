"""How a report writes numbers and days: in Indonesian, as the pages of figures do."""

from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_decimal

from api.monthly_report.blocks import NONE
from api.monthly_report.reading import FLOOR, Figures
from api.pages.formats import Formats
from records.figures.definitions import BY_CODE, Kind
from records.figures.periods import Period
from records.figures.values import Value
from texts.figures.monthly_report import name_days, name_month

FORMATS = Formats("id")
FEW = "*"
"""Stands behind a value of fewer than FLOOR happenings."""
OF_MANY = (Kind.SHARE, Kind.MEDIAN, Kind.P90, Kind.MEAN)


def write(code: str, figures: Figures | None) -> str:
    """A figure's value as it is written; a dash where there is none, or where that time is not known."""
    value = figures[code].value if figures is not None else None
    if value is None:
        return NONE
    kind = BY_CODE[code].kind
    if kind is Kind.SHARE:
        return write_share(value)
    return write_tenth(value) if kind in OF_MANY else write_number(int(value))


def write_marked(code: str, figures: Figures | None) -> str:
    """The same, with a mark where it is of few."""
    text = write(code, figures)
    return f"{text}{FEW}" if figures is not None and is_of_few(code, figures[code]) else text


def is_of_few(code: str, value: Value) -> bool:
    """Whether it is a percentage, a mean or a quantile of fewer than FLOOR."""
    return BY_CODE[code].kind in OF_MANY and value.value is not None and denominator(value) < FLOOR


def denominator(value: Value) -> int:
    """Of how many happenings a figure is."""
    return value.count if value.of is None else value.of


def write_number(number: float) -> str:
    """A whole number with its thousands apart."""
    return FORMATS.number(number)


def write_tenth(number: float | Decimal) -> str:
    """A number with one decimal, so that those of a column stand below one another."""
    return format_decimal(number, "#,##0.0", locale="id")


def write_share(percent: float | Decimal) -> str:
    """A percentage."""
    return f"{write_tenth(percent)}\u00a0%"


def write_percent(part: int, whole: int) -> str:
    """What part it is, as a percentage."""
    return write_share(100 * part / whole)


def name_period(period: Period) -> str:
    """A whole month by its name, or the days of a part of one."""
    return name_month(period.first) if period.is_months else name_days(period.first, period.last)


def join_words(words: Sequence[str]) -> str:
    """A list in a sentence: "a, b, dan c"."""
    if len(words) < 3:
        return " dan ".join(words)
    return f"{', '.join(words[:-1])}, dan {words[-1]}"
