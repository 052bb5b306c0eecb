"""People at Chromium: each signs in once, and opens pages of their own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, StorageState

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


@dataclass
class Visits:
    """Opens pages at `address`, each in a context of its own, until they are closed."""

    chromium: Browser
    address: str
    _signed_in: dict[str, StorageState] = field(default_factory=dict)
    _open: list[BrowserContext] = field(default_factory=list)

    async def open_page(self, who: str, path: str = "/tugas", *, script: bool = True) -> Page:
        """A page of somebody's own; each signs in once."""
        state = self._signed_in.get(who)
        context = await self.chromium.new_context(
            base_url=self.address,
            viewport=PHONE,
            locale="id-ID",
            java_script_enabled=script,
            storage_state=state,
        )
        self._open.append(context)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        if state is None:
            await self._sign_in(page, who)
        await page.goto(path)
        return page

    async def _sign_in(self, page: Page, who: str) -> None:
        await page.goto("/masuk")
        await page.locator("#username").fill(who)
        await page.locator("#password").fill(PASSWORD)
        await press(page, "Masuk")
        await page.wait_for_url(lambda address: not address.endswith("/masuk"))
        self._signed_in[who] = await page.context.storage_state()

    async def close_pages(self) -> None:
        """Closes what was opened: each page goes on asking the application for news."""
        while self._open:
            await self._open.pop().close()


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
