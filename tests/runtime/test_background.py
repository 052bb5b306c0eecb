"""Background tasks go on, whatever happens in one turn."""

import asyncio

import pytest

from runtime.background import BackgroundTask, run_in_background
from tests.logged import logged


class Turns:
    """A turn that meets what it is told to meet, then is good."""

    def __init__(self, *met: BaseException | None) -> None:
        self.met = [*met]
        self.good = asyncio.Event()

    async def turn(self) -> None:
        if self.met:
            if (error := self.met.pop(0)) is None:
                await asyncio.Event().wait()
            else:
                raise error
        self.good.set()


@pytest.mark.parametrize(
    ("met", "cause"),
    [
        (ValueError("Budi"), "ValueError"),
        (MemoryError(), "MemoryError"),
        (asyncio.CancelledError(), "cancelled from within"),
        (TimeoutError(), "TimeoutError"),
        (ExceptionGroup("both", [KeyError("Budi")]), "ExceptionGroup"),
        (None, "not done after 0.05 s"),
    ],
    ids=["error", "memory", "cancelled", "timeout", "group", "hangs"],
)
async def test_a_turn_that_goes_wrong_is_logged_and_followed_by_the_next(
    met: BaseException | None, cause: str
) -> None:
    turns = Turns(met)
    task = BackgroundTask("directory", turns.turn, every=0.01, late_after=60, patience=0.05)
    with logged() as log:
        async with asyncio.timeout(5), run_in_background([task]):
            await turns.good.wait()
    (told,) = log.of("a background task failed")
    assert (told["task"], told["cause"], told["failures"]) == ("directory", cause, 1)
    assert "Budi" not in log.stream.getvalue()
    assert task.failures == 0


async def test_pauses_grow_while_it_goes_on_failing_and_it_is_late_by_age() -> None:
    task = BackgroundTask("x", Turns(*[ValueError()] * 9).turn, every=5, late_after=60)
    assert [await task.tried() for _ in range(6)] == [5, 10, 20, 40, 60, 60]
    assert not task.is_late
    task.good_at -= 61
    assert task.is_late
    assert (task.alarm()["code"], task.alarm()["task"], task.alarm()["age"]) == ("background_late", "x", 61)
    task.turn = Turns().turn
    assert await task.tried() == 5
    assert not task.is_late


async def test_what_is_foreseen_keeps_the_pace_and_is_told_in_words() -> None:
    met = [OSError("no space left")] * 9
    task = BackgroundTask("x", Turns(*met).turn, every=86400, late_after=9, again=2, describe_expected=str)
    with logged() as log:
        assert [await task.tried() for _ in range(3)] == [2, 2, 2]
    assert {told["cause"] for told in log.of("a background task failed")} == {"no space left"}
    assert "exception" not in log.lines[0]


async def test_a_turn_that_tells_its_cancellation_by_another_error_ends_all_the_same() -> None:
    async def turn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise RuntimeError("cancelled") from None

    async with asyncio.timeout(5):
        async with run_in_background([BackgroundTask("x", turn, every=0, late_after=1)]):
            await asyncio.sleep(0.05)


async def test_the_end_of_the_block_ends_them_all_also_in_the_middle_of_a_turn() -> None:
    hanging = BackgroundTask("x", Turns(None).turn, every=1, late_after=1)
    failing = BackgroundTask("y", Turns(*[ValueError()] * 99).turn, every=0, late_after=1)
    async with asyncio.timeout(5):
        async with run_in_background([hanging, failing]):
            await asyncio.sleep(0.05)
    assert {task.get_name() for task in asyncio.all_tasks()}.isdisjoint({"x", "y"})
