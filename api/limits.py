"""How often: counted per address in this process, and wrong PINs per report in the record."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from api.problems import Problem
from records import pins
from records.database import SQL_AWAY, Pool
from records.pins import Failures
from runtime.settings import Settings

MOST_ADDRESSES = 20_000


class Window:
    """At most `limit` events in any `seconds` per address; those heard of longest ago are forgotten."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def require(self, address: str, detail: str) -> None:
        """Raises a 429 problem where the address has used up its number."""
        seen = self._recent(address)
        if len(seen) >= self._limit:
            wait = seen[0] + self._seconds - self._clock()
            raise too_often(detail, wait)

    def count(self, address: str) -> None:
        """One more."""
        self._recent(address).append(self._clock())

    def _recent(self, address: str) -> "deque[float]":
        seen = self._seen.setdefault(address, deque(maxlen=self._limit))
        self._seen.move_to_end(address)
        if len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)
        while seen and seen[0] <= self._clock() - self._seconds:
            seen.popleft()
        return seen


def too_often(detail: str, wait: float) -> Problem:
    """A 429 problem that says in how many seconds to try again."""
    seconds = max(1, math.ceil(wait))
    return Problem(429, "too_often", detail, headers={"Retry-After": str(seconds)}, retry_after=seconds)


@dataclass(slots=True)
class Guesses:
    """Wrong PINs of one report at a time: a few are free, then each doubles the wait, up to a longest.

    Never a lasting lock: after the wait the right PIN opens, and the count begins anew. With SQL away they
    are counted in this process.
    """

    pool: Pool
    free: int
    longest: int
    _here: dict[str, Failures] = field(default_factory=dict)

    async def require(self, report: str) -> bool:
        """Raises a 429 problem during a wait; says whether there were wrong PINs before."""
        found = await self._failures(report)
        if found is None:
            return False
        if found.failures >= self.free:
            delay = min(self.longest, 2 ** min(found.failures - self.free, 30))
            left = found.last_at + timedelta(seconds=delay) - datetime.now(UTC)
            if left > timedelta():
                raise too_often("Too many wrong PINs for this report; wait a little.", left.total_seconds())
        return True

    async def failed(self, report: str) -> None:
        """One more wrong PIN."""
        try:
            await pins.failed(self.pool, report)
        except SQL_AWAY:
            before = self._here.get(report)
            if len(self._here) < MOST_ADDRESSES:
                count = before.failures + 1 if before else 1
                self._here[report] = Failures(count, datetime.now(UTC))

    async def succeeded(self, report: str) -> None:
        """The right PIN: the count begins anew."""
        self._here.pop(report, None)
        try:
            await pins.succeeded(self.pool, report)
        except SQL_AWAY:
            return

    async def _failures(self, report: str) -> Failures | None:
        try:
            return await pins.failures(self.pool, report)
        except SQL_AWAY:
            return self._here.get(report)


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything that is counted."""

    intake: Window
    sign_in: Window
    wrong_pins: Window
    guesses: Guesses

    @classmethod
    def of(cls, settings: Settings, pool: Pool) -> "Limits":
        """The limits that `settings` sets."""
        return cls(
            Window(settings.intake_per_second, 1),
            Window(settings.failed_sign_ins_per_minute, 60),
            Window(settings.wrong_pins_hourly, 3600),
            Guesses(pool, settings.wrong_pins, settings.wrong_pin_longest_delay),
        )
