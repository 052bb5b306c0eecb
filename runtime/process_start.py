"""What processes that this one begins do first, as to log where it does. Functions of modules, or partials of
them: they travel as pickles."""

from collections.abc import Callable

_first: Callable[[], None] | None = None


def first_step() -> Callable[[], None] | None:
    """What is to be done first; null for nothing."""
    return _first


def set_first_step(what: Callable[[], None]) -> None:
    """Has it done by every process that is begun from now on."""
    global _first
    _first = what
