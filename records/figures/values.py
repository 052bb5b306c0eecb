"""The value of a figure, from what was counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from records.figures.definitions import FIGURES, Figure, Kind
from workflows.procedure.outputs.figures.measures import Measure

Counts = Mapping[str, int]
"""How many by `measure`, and by `measure:value` of those that have a value."""
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value; null where nothing was counted of which it could be.

    `count` is how many entries it is of: so many lines has its list. Shares are percentages, and they, means
    and quantiles are exact to a tenth; `of` is a share's denominator. `spread` has how often each value
    happened.
    """

    value: Decimal | None
    count: int
    of: int | None = None
    spread: Mapping[int, int] = field(default_factory=dict)


def evaluate(stock: Counts, events: Counts, figures: Iterable[Figure] = FIGURES) -> dict[str, Value]:
    """These figures by their code: of the reports in each status at the end of the last day, and of what
    happened in the period."""
    return {each.code: _evaluate(each, stock if each.is_of_a_day else events) for each in figures}


def _evaluate(figure: Figure, counts: Counts) -> Value:
    count = sum(counts.get(each, 0) for each in figure.measures)
    if figure.kind in (Kind.STOCK, Kind.EVENTS):
        return Value(Decimal(count), count)
    if figure.kind is Kind.SHARE:
        of = sum(counts.get(each, 0) for each in figure.of)
        return Value(_rounded(Fraction(100 * count, of)) if of else None, count, of)
    spread = spread_of(figure.measures[0], counts)
    held = sum(spread.values())
    total = sum(value * n for value, n in spread.items())
    if figure.kind is Kind.SUM:
        return Value(Decimal(total), count)
    if held == 0:
        return Value(None, count)
    if figure.kind is Kind.SPREAD:
        return Value(Decimal(count), count, spread=spread)
    if figure.kind is Kind.MEAN:
        return Value(_rounded(Fraction(total, held)), count)
    share = Fraction(1, 2) if figure.kind is Kind.MEDIAN else Fraction(9, 10)
    return Value(_rounded(quantile(spread, share)), count)


def spread_of(measure: Measure, counts: Counts) -> dict[int, int]:
    """How often each value of a measure happened, by value."""
    prefix = f"{measure.value}:"
    found = {int(name.removeprefix(prefix)): n for name, n in counts.items() if name.startswith(prefix) and n}
    return dict(sorted(found.items()))


def quantile(spread: Mapping[int, int], share: Fraction) -> Fraction:
    """The value below which `share` of all lie, between two neighbours in proportion: what PostgreSQL calls
    `percentile_cont`. `spread` is sorted and not empty."""
    place = share * (sum(spread.values()) - 1)
    low = place.numerator // place.denominator
    first, second = _nth(spread, low), _nth(spread, min(low + 1, sum(spread.values()) - 1))
    return first + (place - low) * (second - first)


def _nth(spread: Mapping[int, int], place: int) -> int:
    for value, n in spread.items():
        if place < n:
            return value
        place -= n
    raise IndexError(place)


def _rounded(number: Fraction) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(TENTH, ROUND_HALF_UP)
