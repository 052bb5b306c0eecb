"""A task whose clock is not the present fails; a replay is never asked what time it is."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio import workflow

from workflows import clock_guard

AGES_AGO = datetime(2026, 1, 5, 3, tzinfo=UTC)


@pytest.fixture(params=[False, True], ids=["carried out", "replayed"])
def is_replaying(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    replaying: bool = request.param
    monkeypatch.setattr(workflow.unsafe, "is_replaying", lambda: replaying)
    return replaying


def at(instant: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow, "now", lambda: instant)


def test_a_clock_that_stands_long_ago_is_stale(is_replaying: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    at(AGES_AGO, monkeypatch)
    if is_replaying:
        assert clock_guard.current_instant() == AGES_AGO
    else:
        with pytest.raises(clock_guard.StaleTask):
            clock_guard.current_instant()


def test_a_clock_before_what_was_received_is_stale(
    is_replaying: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    at(now, monkeypatch)
    assert clock_guard.current_instant_after(now + timedelta(milliseconds=400)) == now
    if is_replaying:
        assert clock_guard.current_instant_after(now + timedelta(seconds=2)) == now
    else:
        with pytest.raises(clock_guard.StaleTask):
            clock_guard.current_instant_after(now + timedelta(seconds=2))


def test_a_clock_before_its_own_timer_is_stale_in_a_replay_too(
    is_replaying: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    at(now, monkeypatch)
    assert clock_guard.current_instant_at_timer(now) == now
    with pytest.raises(clock_guard.StaleTask):
        clock_guard.current_instant_at_timer(now + timedelta(seconds=1))
