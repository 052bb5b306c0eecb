"""Counts of one process alone: bounded, however many addresses there are."""

import pytest

from api.requests import local_limits
from api.requests.local_limits import Window


def test_a_flood_of_addresses_makes_the_oldest_forgotten_and_keeps_the_newest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local_limits, "MOST_KEYS", 3)
    window = Window(clock=lambda: 0.0)
    assert window.take("first", 1, 60).granted
    assert not window.take("first", 1, 60).granted
    for number in range(10):
        assert window.take(f"flood-{number}", 1, 60).granted
    assert not window.take("flood-9", 1, 60).granted
    assert window.take("first", 1, 60).granted
    assert len(window._seen) == 3
