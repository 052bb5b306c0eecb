"""A circuit breaker: nobody waits for a server that is known to be away.

Our own: the libraries let every call through at once when the pause is over (ADR 18).
"""

import time
from collections.abc import Callable


class CircuitBreaker:
    """Opens once `failures` attempts in a row have failed. While it is open, it allows one attempt in `pause`
    seconds; the first that succeeds closes it."""

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
        """Whether the server is known to be away."""
        return self._failed >= self._failures

    def allows_attempt(self) -> bool:
        """Whether to try now; whoever may while it is open tries for all others."""
        if not self.is_open:
            return True
        if self._clock() < self._next_try:
            return False
        self._next_try = self._clock() + self._pause
        return True

    def record_success(self) -> None:
        """An attempt succeeded: the breaker closes."""
        self._failed = 0

    def record_failure(self) -> None:
        """An attempt failed; the next one is allowed after the pause once the breaker is open."""
        self._failed += 1
        self._next_try = self._clock() + self._pause
