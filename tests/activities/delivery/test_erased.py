"""A report's reporter is told nothing more once what they wrote was erased, whoever still has its key."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from activities.mail import Letter
from records.database import Pool, rows
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.reports.outbox import give_up_erased
from tests.activities.delivery.conftest import AddMessage
from tests.activities.delivery.test_delivery import MemoryTransport, deliver, row

Submit = Callable[..., Awaitable[None]]


async def known(keys: KeyStore, pool: Pool, report: str) -> KeyStore:
    """A worker's keys, with that of the report in memory."""
    of_worker = KeyStore(pool, LocalWrapper(b"m" * 32))
    await of_worker.of(report)
    return of_worker


async def test_a_letter_that_waits_is_not_sent_though_a_worker_has_the_key(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage, submit: Submit
) -> None:
    await submit("LPR-E", name="Rina", email="rina@contoh.invalid")
    of_worker = await known(keys, pool, "LPR-E")
    waiting = await add_message(
        "LPR-E", recipient="reporter", template="responded", send_at=datetime.now(UTC) + timedelta(hours=1)
    )
    to_staff = await add_message("LPR-E", fact=2)
    await keys.destroy("LPR-E")
    await give_up_erased(pool, "LPR-E")
    assert ((given_up := await row(pool, waiting))["error"], given_up["given_up_at"] is not None) == (
        "erased",
        True,
    )
    later = await add_message("LPR-E", fact=3, recipient="reporter", template="responded")
    hole = MemoryTransport()
    assert await deliver(database, of_worker, hole) == 1
    assert [letter.file_as for letter in hole.letters] == ["siti"]
    assert (await row(pool, to_staff))["sent_at"]
    assert ((unsent := await row(pool, later))["error"], unsent["sent_at"]) == ("erased", None)


async def test_erasing_waits_for_a_letter_that_is_just_leaving(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage, submit: Submit
) -> None:
    await submit("LPR-F", name="Rina", email="rina@contoh.invalid")
    of_worker = await known(keys, pool, "LPR-F")
    await add_message("LPR-F", recipient="reporter", template="responded")
    begun, left = asyncio.Event(), asyncio.Event()

    class Slow(MemoryTransport):
        async def send(self, letter: Letter) -> None:
            begun.set()
            await asyncio.sleep(0.5)
            await super().send(letter)
            left.set()

    delivering = asyncio.create_task(deliver(database, of_worker, Slow()))
    await begun.wait()
    await keys.destroy("LPR-F")
    await give_up_erased(pool, "LPR-F")
    assert left.is_set(), "whatever was being sent is in the folder by now, and can be erased"
    assert await delivering == 1
    (told,) = await rows(pool, "select error, given_up_at from messages where report = 'LPR-F'")
    assert told == {"error": None, "given_up_at": None}
