"""The time that figures are of: local days of the centre, whole months counted as such."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included. Statuses are those at the end of `last`."""

    first: date
    last: date

    @property
    def is_months(self) -> bool:
        """Whether it is whole months."""
        return self.first.day == 1 and (self.last + ONE_DAY).day == 1

    def before(self) -> "Period":
        """The period of the same length just before it: as many months, or else as many days."""
        last = self.first - ONE_DAY
        if self.is_months:
            return Period(add_months(self.first, -self.count_months()), last)
        return Period(last - (self.last - self.first), last)

    def count_months(self) -> int:
        """How many months it touches."""
        return 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1

    def months(self) -> Iterator["Period"]:
        """The months that it touches, the first and the last one as far as they are in it."""
        for n in range(self.count_months()):
            begin = add_months(self.first.replace(day=1), n)
            yield Period(max(begin, self.first), min(end_of_month(begin), self.last))


def add_months(month: date, how_many: int) -> date:
    """The first day of the month that is so many later."""
    number = 12 * month.year + month.month - 1 + how_many
    return date(number // 12, number % 12 + 1, 1)


def end_of_month(day: date) -> date:
    """The last day of its month."""
    return add_months(day.replace(day=1), 1) - ONE_DAY
