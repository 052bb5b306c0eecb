"""Counts of this process alone, while SQL is away: the same rules as `records.requests.limits` has."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from records.requests.limits import Judged, Taken

MOST_KEYS = 20_000
HOUR = 3600.0


class Window:
    """At most so many events of a key in any so many seconds; keys heard of longest ago are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str, most: int, seconds: float, *, counts: bool = True) -> Taken:
        """Counts one more of that key unless `most` were counted within the last `seconds`."""
        now = self._clock()
        seen = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        if len(self._seen) > MOST_KEYS:
            self._seen.popitem(last=False)
        while seen and seen[0] <= now - seconds:
            seen.popleft()
        if len(seen) >= most:
            return Taken(False, seen[0] + seconds - now)
        if counts:
            seen.append(now)
        return Taken(True, 0)


@dataclass(slots=True)
class Failures:
    """Wrong PINs since the last right one, and when the last was."""

    count: int = 0
    last: float = 0.0


@dataclass(slots=True)
class Delays:
    """Wrong PINs per report, or per report and an address that opened it before; and per address."""

    clock: Callable[[], float] = time.monotonic
    addresses: Window = field(default_factory=Window)
    _failures: OrderedDict[str, Failures] = field(default_factory=OrderedDict)
    _known: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def judge_pin(
        self, keys: Sequence[str], *, is_right: bool, free: int, longest: int, hourly: int
    ) -> Judged:
        """See `records.requests.limits.judge_pin`."""
        report, pair, address = keys
        key = pair if pair in self._known else report
        kept = self._failures.get(key, Failures())
        if kept.count >= free:
            left = kept.last + min(longest, 2 ** min(kept.count - free, 30)) - self.clock()
            if left > 0:
                return Judged("wait", left)
        taken = Taken(True, 0)
        if key == report:
            taken = self.addresses.take(address, hourly, HOUR, counts=not is_right)
        judged = Judged("opened" if is_right else "wrong", 0)
        if not taken.granted and (not is_right or kept.count >= free):
            judged = Judged("wait", taken.wait)
        self._count(key, pair, judged, is_right)
        return judged

    def note(self, keys: Sequence[str], judged: Judged) -> None:
        """Remembers what the record has judged, for when it is away."""
        report, pair, _ = keys
        key = pair if pair in self._known else report
        if judged.verdict != "wait":
            self._count(key, pair, judged, judged.verdict == "opened")

    def _count(self, key: str, pair: str, judged: Judged, is_right: bool) -> None:
        if judged.verdict == "opened":
            self._failures.pop(key, None)
            self._known[pair] = None
            self._known.move_to_end(pair)
        elif not is_right:
            before = self._failures.get(key, Failures())
            self._failures[key] = Failures(before.count + 1, self.clock())
            self._failures.move_to_end(key)
        for kept in (self._failures, self._known):
            if len(kept) > MOST_KEYS:
                kept.popitem(last=False)
