"""A calendar as a report's history carries it: one bitmap, and all arithmetic on it."""

from array import array
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any, Self
from zoneinfo import ZoneInfo

from calendars import names
from calendars.names import Named

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Which days of a horizon are working days in a region, or at an agency with a calendar of its own, whose
    code `region` then is; beyond the horizon, either side, Mondays to Fridays are.

    `days` is a base64url bitmap, 1 = working day, whose highest bit of the first byte is the day `first`.
    `zone` is an IANA name, `version` that of the code's calendar, 0 = unversioned, `named` what days are
    called, as `calendars.names` writes it. Two snapshots with equal fields count alike for ever, whatever
    package versions are installed.
    """

    region: str
    zone: str
    version: int
    first: date
    days: str
    named: str = ""

    @classmethod
    def covering(
        cls, region: str, zone: str, version: int, first: date, last: date, is_working: Callable[[date], bool]
    ) -> Self:
        """A snapshot from `first` to `last` or up to a week later, for the bitmap fills whole bytes."""
        width = max(0, (last - first).days // 8 + 1)
        flags = (is_working(first + n * ONE_DAY) for n in range(8 * width))
        bits = int("".join("01"[flag] for flag in flags) or "0", 2)
        return cls(region, zone, version, first, urlsafe_b64encode(bits.to_bytes(width)).decode())

    @property
    def last(self) -> date:
        """The last day of the horizon."""
        return date.fromordinal(_line(self.first, self.days).last)

    @property
    def names(self) -> Mapping[date, Named]:
        """What days of the horizon are called, and by which decree."""
        return names.decode_names(self.named)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` counts."""
        return self.between(day - ONE_DAY, day) == 1

    def add(self, day: date, working_days: int) -> date:
        """The `working_days`-th working day after `day`, which itself doesn't count; `day` for 0."""
        if working_days < 0:
            raise ValueError("working days are counted forwards only")
        if working_days == 0:
            return day
        line = _line(self.first, self.days)
        return date.fromordinal(line.nth(line.up_to(day.toordinal()) + working_days))

    def between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and including `until`."""
        line = _line(self.first, self.days)
        return max(0, line.up_to(until.toordinal()) - line.up_to(after.toordinal()))

    def differing(self, other: "Snapshot") -> Sequence[date]:
        """The days, in order, of either horizon that `other` counts otherwise."""
        return _differing(self, other)

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return self.add(day, 1)

    def end_of(self, day: date) -> datetime:
        """24:00 local of `day`, in UTC: the first instant that no longer belongs to it."""
        return self.at(day + ONE_DAY, time.min)

    def at(self, day: date, local: time) -> datetime:
        """The instant, in UTC, at which clocks in the zone show `local` on `day`."""
        return datetime.combine(day, local, _zone(self.zone)).astimezone(UTC)

    def local_date(self, instant: datetime) -> date:
        """The date in the zone at an aware `instant`."""
        if instant.tzinfo is None:
            raise ValueError("an instant must name its zone")
        return instant.astimezone(_zone(self.zone)).date()

    def wire(self) -> dict[str, Any]:
        """The snapshot as JSON."""
        return {
            "region": self.region,
            "zone": self.zone,
            "version": self.version,
            "first": self.first.isoformat(),
            "days": self.days,
            **({"named": self.named} if self.named else {}),
        }

    @classmethod
    def of_wire(cls, wire: Mapping[str, Any]) -> Self:
        """The snapshot that `wire` stands for. Raises KeyError or ValueError where it stands for none."""
        first = date.fromisoformat(wire["first"])
        return cls(wire["region"], wire["zone"], wire["version"], first, wire["days"], wire.get("named", ""))


def due(snapshot: Snapshot, start: date, days: int) -> date:
    """The day at whose end a clock of `days` working days, begun on day zero `start`, lapses."""
    return snapshot.add(start, days)


@lru_cache(maxsize=256)
def _differing(one: Snapshot, other: Snapshot) -> Sequence[date]:
    first, last = min(one.first, other.first), max(one.last, other.last)
    days = (first + n * ONE_DAY for n in range((last - first).days + 1))
    return tuple(day for day in days if one.is_working_day(day) != other.is_working_day(day))


@dataclass(frozen=True, slots=True)
class _Line:
    """All working days there ever are, in order, numbered from 1 on Monday 0001-01-01; days are ordinals.

    `numbers` says of each day of the horizon `first` to `last` how many lie up to it, `within` lists those
    of the horizon, `before` come earlier; up to its end there are `missing` fewer than Mondays to Fridays.
    """

    first: int
    last: int
    before: int
    missing: int
    numbers: Sequence[int]
    within: Sequence[int]

    def up_to(self, day: int) -> int:
        """The number of working days up to and including `day`."""
        if day < self.first:
            return _weekdays_up_to(day)
        if day > self.last:
            return _weekdays_up_to(day) - self.missing
        return self.numbers[day - self.first]

    def nth(self, number: int) -> int:
        """The working day of that number; the inverse of `up_to`."""
        place = number - self.before
        if place <= 0:
            return _nth_weekday(number)
        if place > len(self.within):
            return _nth_weekday(number + self.missing)
        return self.within[place - 1]


@lru_cache(maxsize=256)
def _line(first: date, days: str) -> _Line:
    start = first.toordinal()
    bitmap = b64decode(days, altchars=b"-_", validate=True)
    flags = f"{int.from_bytes(bitmap):0{8 * len(bitmap)}b}" if bitmap else ""
    last, before = start + len(flags) - 1, _weekdays_up_to(start - 1)
    within = array("l", (start + n for n, flag in enumerate(flags) if flag == "1"))
    numbers = array("l", accumulate(map(int, flags), initial=before))[1:]
    missing = _weekdays_up_to(last) - before - len(within)
    return _Line(start, last, before, missing, numbers, within)


@lru_cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _weekdays_up_to(day: int) -> int:
    """How many Mondays to Fridays there are from ordinal 1, a Monday, to `day`."""
    weeks, rest = divmod(day, 7)
    return 5 * weeks + min(rest, 5)


def _nth_weekday(number: int) -> int:
    weeks, rest = divmod(number - 1, 5)
    return 7 * weeks + rest + 1
