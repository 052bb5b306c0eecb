"""PostgreSQL is really away while pages are open: told plainly, nothing lost, nothing doubled."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest
from playwright.async_api import Page

from runtime.postgres import EmbeddedPostgres, wait_until_answers
from runtime.processes import end_program, launch_program
from tests.api.pages.in_browser import QUESTION, Visit, open_tracked, press
from tests.api.people import TEXT, People

AWAY = 3.0  # seconds


class StoppableServer:
    """A PostgreSQL server of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedPostgres(folder / "pg", options={"fsync": "off"})
        self._log = folder / "postgres.log"
        self._process: Popen[bytes] | None = None

    def start(self) -> None:
        self.server.prepare()
        self._process = launch_program(self.server.program(), self._log)
        wait_until_answers(self.server, self._process)

    def stop(self) -> None:
        if self._process is not None:
            end_program(self._process, self.server.program())


@pytest.fixture(scope="module")
def stoppable() -> Iterator[StoppableServer]:
    with tempfile.TemporaryDirectory(prefix="tuntas-") as folder:
        server = StoppableServer(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="module")
def postgres(stoppable: StoppableServer) -> str:
    """In place of the run's server, which others use."""
    return stoppable.server.make_database("away")


async def test_while_postgresql_is_away_pages_say_so_and_what_was_typed_is_sent_once(
    visit: Visit, page: Page, people: People, stoppable: StoppableServer
) -> None:
    asked, remarked = await people.submit(), await people.submit()
    for each in (asked, remarked):
        await each.recorded()
    staff = await visit("pusat", f"/laporan/{asked.number}/keputusan/ask_reporter")
    await staff.locator("#question").fill(QUESTION)
    await open_tracked(page, remarked)
    await page.goto(f"/lacak/{remarked.number}/keterangan")
    await page.locator("#text").fill(TEXT)
    await asyncio.to_thread(stoppable.stop)
    await press(staff, "Minta kelengkapan")
    await staff.get_by_role("button", name="Kirim lagi").wait_for()
    assert QUESTION in await staff.content()
    await press(page, "Tambahkan keterangan")
    await page.get_by_text("Belum ada yang terkirim").wait_for()
    assert await page.locator("#text").input_value() == TEXT
    other = await staff.context.new_page()
    await other.goto("/tugas")
    await other.get_by_text("Sebagian layanan sedang tidak tersedia").wait_for()
    await asyncio.sleep(AWAY)
    await asyncio.to_thread(stoppable.start)
    await send_until(staff, "Kirim lagi", "Keputusan Anda atas laporan ini berlaku")
    await send_until(page, "Tambahkan keterangan", "Anda menambahkan keterangan.")
    await other.get_by_role("link", name="Muat ulang halaman ini").click()
    await other.get_by_role("heading", name="Tugas saya").wait_for()
    facts = [each["kind"] for report in (asked, remarked) for each in await (await report.recorded()).facts()]
    assert facts == ["submitted", "reporter_asked", "submitted", "remarked"]


async def send_until(page: Page, button: str, told: str) -> None:
    """Sends the form until the service is back, which it notices within seconds."""
    async with asyncio.timeout(30):
        while not await page.get_by_text(told).first.is_visible():
            await press(page, button)
            await page.wait_for_load_state()
            await asyncio.sleep(0.5)
