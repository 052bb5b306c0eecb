"""Knowing that trying is in vain, so that nobody waits for what is away."""

import time
from collections.abc import Callable


class Breaker:
    """Knows whether trying is in vain: once `failures` attempts in a row have failed, only one in `pause`
    seconds is let through, until one succeeds."""

    def __init__(
        self, failures: int = 3, pause: float = 2.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._failures = failures
        self._pause = pause
        self._clock = clock
        self._failed = 0
        self._next_try = 0.0

    @property
    def is_open(self) -> bool:
        """Whether attempts are known to be in vain."""
        return self._failed >= self._failures

    def lets_through(self) -> bool:
        """Whether to try now; whoever is let through while it is open tries for all others."""
        if not self.is_open:
            return True
        if self._clock() < self._next_try:
            return False
        self._next_try = self._clock() + self._pause
        return True

    def succeeded(self) -> None:
        """An attempt came through."""
        self._failed = 0

    def failed(self) -> None:
        """An attempt failed."""
        self._failed += 1
        self._next_try = self._clock() + self._pause
