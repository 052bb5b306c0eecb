"""How many deadlines are likely to lapse, calculated from how many did in the last weeks. Pure: counts in,
counts out.

Of the deadlines of the same agency and stage that still stood with as many working days left, a share lapsed
in the last weeks. The expected number is the sum of those shares. Where an agency has few such deadlines,
those of all agencies stand in: as if `POOLED` of them, with the share of all, were the agency's own.

The share is one of deadlines, not a rate per day: it is taken among those that still stood on a morning with
so many working days left, and says how many of these had lapsed once they were due. Only deadlines count
that have been due, so that each is known to have lapsed or not. One that was met, moved or extended has not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, sqrt
from typing import Self

from records.reports.queries.due_history import MOST_LEFT, Cohort

POOLED = 30
"""How many deadlines of all agencies stand in for an agency that has few of its own."""
FEWEST = 30
"""Of all agencies. With fewer of a stage and so many days left, nothing is said."""
WEEKS = 8
"""How far back deadlines are counted."""
NINETY_PERCENT = 1.645
"""Standard deviations of the normal distribution that hold nine tenths."""
BOUNDS = (0.05, 0.2, 0.4, 0.6, 1.0)
"""Upper bounds of the shares that a calibration is told by."""
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """So many deadlines of an agency (null: the centre) and stage have `left` working days left, the due day
    included. `lapsed` of them did lapse, where that is known."""

    agency: str | None
    stage: str
    left: int
    deadlines: int
    lapsed: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """Of `deadlines`, so many are expected to lapse; with a probability of nine in ten from `low` to `high`.
    Of `unknown` others nothing can be said."""

    deadlines: int
    expected: float
    low: int
    high: int
    unknown: int


@dataclass(slots=True)
class _Count:
    stood: int = 0
    lapsed: int = 0

    def add(self, deadlines: int, lapsed: int) -> None:
        self.stood += deadlines
        self.lapsed += lapsed


@dataclass(frozen=True, slots=True)
class Shares:
    """Of the deadlines of each agency and stage that stood with so many working days left, how many lapsed;
    and of those of all agencies."""

    own: Mapping[tuple[str | None, str, int], _Count]
    of_all: Mapping[tuple[str, int], _Count]

    @classmethod
    def count(cls, cohorts: Iterable[Cohort]) -> Self:
        """The shares in these cohorts. A deadline counts once for each number of days left with which it
        stood."""
        own: dict[tuple[str | None, str, int], _Count] = defaultdict(_Count)
        of_all: dict[tuple[str, int], _Count] = defaultdict(_Count)
        for each in cohorts:
            lapsed = each.deadlines if each.lapsed else 0
            for left in range(each.least_left, each.most_left + 1):
                own[each.agency, each.stage, left].add(each.deadlines, lapsed)
                of_all[each.stage, left].add(each.deadlines, lapsed)
        return cls(dict(own), dict(of_all))

    def estimate(self, agency: str | None, stage: str, left: int) -> tuple[float, int] | None:
        """The share that lapses, between 0 and 1, and upon how many deadlines it rests. Null where all
        agencies together have too few."""
        left = min(max(left, 1), MOST_LEFT)
        of_all = self.of_all.get((stage, left))
        if of_all is None or of_all.stood < FEWEST:
            return None
        pooled = (of_all.lapsed + 0.5) / (of_all.stood + 1)
        own = self.own.get((agency, stage, left), _Count())
        return (own.lapsed + POOLED * pooled) / (own.stood + POOLED), own.stood + POOLED


def expect_lapses(shares: Shares, standing: Iterable[Standing]) -> Expected:
    """How many of these deadlines lapse. The range allows for chance, and for what so few past deadlines can
    tell of the share: the deadlines of one agency, stage and number of days left vary together."""
    deadlines = unknown = 0
    expected = variance = 0.0
    for each in _joined(standing):
        found = shares.estimate(each.agency, each.stage, each.left)
        if found is None:
            unknown += each.deadlines
            continue
        share, rests_on = found
        deadlines += each.deadlines
        expected += each.deadlines * share
        together = (rests_on + each.deadlines) / (rests_on + 1)
        variance += each.deadlines * share * (1 - share) * together
    reach = NINETY_PERCENT * sqrt(variance)
    low, high = max(0, floor(expected - reach)), min(deadlines, ceil(expected + reach))
    return Expected(deadlines, expected, low, high, unknown)


def _joined(standing: Iterable[Standing]) -> Iterable[Standing]:
    """The same with one for each agency, stage and number of days left."""
    found: dict[tuple[str | None, str, int], _Count] = defaultdict(_Count)
    for each in standing:
        found[each.agency, each.stage, min(max(each.left, 1), MOST_LEFT)].add(each.deadlines, each.lapsed)
    return [Standing(*key, count.stood, count.lapsed) for key, count in found.items()]


@dataclass(frozen=True, slots=True)
class PastWeek:
    """What was expected when the week of the Monday `week` began, of the deadlines that stood then and were
    due in it, and how many of them lapsed."""

    week: date
    expected: Expected
    lapsed: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of so many deadlines that were expected to lapse with a share up to `bound`, the mean share that was
    expected, and how many did lapse."""

    bound: float
    deadlines: int
    expected: float
    lapsed: int


def shares_before(cohorts: Iterable[Cohort], monday: date) -> Shares:
    """The shares that were known when the week of `monday` began: of deadlines due in the weeks before it."""
    return Shares.count(each for each in cohorts if monday - WEEKS * WEEK <= each.week < monday)


def try_past_weeks(
    cohorts: Sequence[Cohort], agencies: Iterable[str | None] | None, this_monday: date
) -> tuple[list[PastWeek], list[Calibration]]:
    """What the method would have said at the beginning of each of the last weeks of the deadlines of these
    agencies (null: all), from what was known then; and its calibration over all of them."""
    chosen = None if agencies is None else set(agencies)
    bins: dict[float, _Bin] = defaultdict(_Bin)
    weeks = []
    for number in range(WEEKS, 0, -1):
        monday = this_monday - number * WEEK
        shares, lapsed = shares_before(cohorts, monday), 0
        standing = list(_joined(_standing_on(cohorts, monday, chosen)))
        for each in standing:
            if (found := shares.estimate(each.agency, each.stage, each.left)) is not None:
                lapsed += each.lapsed
                bins[next(bound for bound in BOUNDS if found[0] <= bound)].add(each, found[0])
        weeks.append(PastWeek(monday, expect_lapses(shares, standing), lapsed))
    return weeks, [bins[bound].tell(bound) for bound in BOUNDS if bound in bins]


def _standing_on(
    cohorts: Iterable[Cohort], monday: date, agencies: Set[str | None] | None
) -> Iterator[Standing]:
    """The deadlines that stood when that week began and were due in it."""
    for each in cohorts:
        is_chosen = agencies is None or each.agency in agencies
        if each.week == monday and each.left_on_monday is not None and is_chosen:
            lapsed = each.deadlines if each.lapsed else 0
            yield Standing(each.agency, each.stage, each.left_on_monday, each.deadlines, lapsed)


@dataclass(slots=True)
class _Bin:
    deadlines: int = 0
    expected: float = 0.0
    lapsed: int = 0

    def add(self, each: Standing, share: float) -> None:
        self.deadlines += each.deadlines
        self.expected += each.deadlines * share
        self.lapsed += each.lapsed

    def tell(self, bound: float) -> Calibration:
        return Calibration(bound, self.deadlines, self.expected / self.deadlines, self.lapsed)
