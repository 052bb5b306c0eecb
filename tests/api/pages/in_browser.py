"""People at Chromium: each signs in once, and opens pages of their own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Browser, Page, StorageState

from tests.api.conftest import PASSWORD
from tests.api.pages.hostile import HOSTILE
from tests.api.pages.well_made import PHONE
from tests.api.people import People, Report

QUESTION = "Di jalan mana tepatnya lampu itu padam?"
OFFICER = "penghubung.kemenkes.layanan"
PATIENCE = 15_000  # milliseconds

Visit = Callable[..., Awaitable[Page]]
"""Opens a page of its own for somebody who is signed in."""


@dataclass(frozen=True)
class Numbers:
    """Reports: one with texts as long as they may be, and two that the agency's admin has."""

    long: str
    anonymous: str
    confidential: str


async def submit_samples(people: People) -> Numbers:
    """The reports, recorded."""
    reporter = {"name": "N" * 120, "email": "warga@contoh.invalid"}
    long = await people.submit(title="x" * 150, text="kata " * 1990 + "y" * 50, reporter=reporter)
    await long.forward()
    await long.decide("admin.kemenkes", "dispose", unit="layanan", note="z" * 300)
    await long.decide(OFFICER, "respond", text="\n".join(HOSTILE), final=False)
    anonymous = await people.submit(anonymous=True)
    await anonymous.forward()
    confidential = await people.submit(confidential=True)
    await confidential.forward()
    for each in (long, anonymous, confidential):
        await each.recorded()
    return Numbers(long.number, anonymous.number, confidential.number)


def visiting(chromium: Browser, address: str) -> Visit:
    """What opens pages at `address`."""
    signed_in: dict[str, StorageState] = {}

    async def open_page(who: str, path: str = "/tugas", *, script: bool = True) -> Page:
        state = signed_in.get(who)
        context = await chromium.new_context(
            base_url=address, viewport=PHONE, locale="id-ID", java_script_enabled=script, storage_state=state
        )
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        await page.goto(path if state else "/masuk")
        if state is None:
            await page.locator("#username").fill(who)
            await page.locator("#password").fill(PASSWORD)
            await page.get_by_role("button", name="Masuk").click()
            await page.goto(path)
            signed_in[who] = await context.storage_state()
        return page

    return open_page


async def open_tracked(page: Page, report: Report) -> None:
    """Opens the report by number and PIN."""
    await page.goto(f"/lacak?nomor={report.number}")
    await page.locator("#pin").fill(report.pin)
    await press(page, "Buka laporan")
    await page.wait_for_url(f"**/lacak/{report.number}")


async def press(page: Page, name: str) -> None:
    """Clicks the button of that name."""
    await page.get_by_role("button", name=name, exact=True).click()


def listen(page: Page) -> list[str]:
    """What the browser complains of from now on."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
