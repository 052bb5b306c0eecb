"""A reporter's whole way in Chromium: telephone and desk, light and dark, with and without a script."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.api.pages.hostile import HOSTILE
from tests.api.pages.in_browser import PATIENCE, open_tracked, press
from tests.api.pages.well_made import NARROW, PHONE, WIDTH
from tests.api.people import TEXT, People


@pytest.fixture(params=[True, False], ids=["script", "no script"])
async def context(
    request: pytest.FixtureRequest, chromium: Browser, address: str
) -> AsyncIterator[BrowserContext]:
    made = await chromium.new_context(
        base_url=address, viewport=PHONE, locale="id-ID", java_script_enabled=request.param
    )
    made.set_default_timeout(PATIENCE)
    yield made
    await made.close()


async def fill_in(page: Page, **changed: str) -> None:
    """From the first step to the check page."""
    await page.goto("/lapor")
    await page.get_by_label("Pengaduan").check()
    await press(page, "Lanjut")
    await page.locator("#title").fill(changed.get("title", "Lampu jalan padam"))
    await page.locator("#text").fill(changed.get("text", TEXT))
    await press(page, "Lanjut")
    await page.locator("#region").select_option("ID-AC")
    await page.locator("#address").fill(changed.get("address", "Jalan Melati 3"))
    await press(page, "Lanjut")
    await page.locator("#name").fill(changed.get("name", "Warga"))
    await page.locator("#phone").fill("0812-3456-7890")
    await page.locator("#anonymous").check()
    await press(page, "Lanjut")
    await page.get_by_role("heading", name="Periksa isian Anda").wait_for()


async def send(page: Page) -> tuple[str, str]:
    """Number and PIN of the receipt."""
    await press(page, "Kirim laporan ini")
    number, pin = page.locator(".secret .number").first, page.locator(".secret .number").last
    await number.wait_for()
    return await number.inner_text(), await pin.inner_text()


async def test_the_way_from_the_report_to_its_first_remark(context: BrowserContext, address: str) -> None:
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto("/lapor")
    first = [url for url in asked if not url.startswith("data:")]
    assert len(first) <= 3
    assert all(url.startswith(address) for url in first)
    await fill_in(page)
    number, pin = await send(page)
    await page.goto(f"/lacak?nomor={number}")
    await page.locator("#pin").fill(pin)
    await press(page, "Buka laporan")
    await page.get_by_role("link", name="Tambahkan keterangan").click()
    await page.locator("#text").fill("Ada foto lampunya, diambil kemarin.")
    await press(page, "Tambahkan keterangan")
    await page.get_by_text("Anda menambahkan keterangan.").first.wait_for()
    assert pin not in page.url


async def test_the_keys_alone_send_a_report_in(page: Page) -> None:
    await page.goto("/lapor")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    await page.locator("[name=report_class]").first.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await page.locator("#title").focus()
    await page.keyboard.type("Lampu jalan padam")
    await page.keyboard.press("Tab")
    await page.keyboard.type(TEXT)
    await page.locator("#title").press("Enter")
    await page.locator("#region").focus()
    await page.keyboard.type("Bali")
    for _ in range(2):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.locator("#name").focus()
    for typed in ("Warga", "warga@contoh.invalid"):
        await page.keyboard.type(typed)
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Kirim laporan ini").press("Enter")
    await page.get_by_role("heading", name="Simpan nomor dan PIN ini").wait_for()


async def test_a_closed_page_and_a_lost_network_lose_nothing(page: Page) -> None:
    await fill_in(page, title="Judul yang dijaga")
    await page.goto("/lapor")
    await page.get_by_text("Isian Anda sebelumnya dipulihkan").wait_for()
    assert await page.get_by_label("Pengaduan").is_checked()
    await page.get_by_label("Aspirasi").check()
    await press(page, "Lanjut")
    await page.get_by_text("Judul yang dijaga").wait_for()
    assert await page.get_by_text("Aspirasi").count() == 1
    await page.context.set_offline(True)
    await press(page, "Kirim laporan ini")
    await page.get_by_text("Sedang tidak ada sambungan.").wait_for()
    await page.context.set_offline(False)
    await send(page)
    await page.goto("/lapor")
    assert not await page.get_by_text("Isian Anda sebelumnya dipulihkan").is_visible()
    assert await page.evaluate("sessionStorage.length") == 0


async def test_going_back_in_the_browser_leads_to_the_step_before_with_everything_typed(page: Page) -> None:
    await fill_in(page, title="Judul sebelum kembali")
    await page.go_back()
    assert await page.locator("#name").input_value() == "Warga"
    await page.go_back()
    assert await page.locator("#address").input_value() == "Jalan Melati 3"
    await page.go_back()
    assert await page.locator("#title").input_value() == "Judul sebelum kembali"
    await page.reload()
    await page.locator("#title").fill("Judul setelah kembali")
    await press(page, "Lanjut")
    await page.get_by_role("heading", name="Periksa isian Anda").wait_for()
    assert await page.get_by_text("Judul setelah kembali").count() == 1
    assert await page.get_by_text("Jalan Melati 3").count() == 1
    await send(page)


async def test_a_remark_half_written_is_there_again(page: Page, people: People) -> None:
    report = await people.submit()
    await open_tracked(page, report)
    await page.goto(f"/lacak/{report.number}/keterangan")
    await page.locator("#text").fill("Keterangan yang ditulis lama.")
    await page.goto(f"/lacak/{report.number}")
    await page.goto(f"/lacak/{report.number}/keterangan")
    assert await page.locator("#text").input_value() == "Keterangan yang ditulis lama."
    await page.get_by_role("button", name="Tambahkan keterangan").dblclick()
    await page.get_by_text("Anda menambahkan keterangan.").first.wait_for()
    assert await page.locator(".timeline .quote").count() == 1
    await page.goto(f"/lacak/{report.number}/keterangan")
    assert await page.locator("#text").input_value() == ""


async def test_hostile_texts_run_nowhere_and_break_no_layout(page: Page) -> None:
    text = "\n".join(HOSTILE)
    await fill_in(page, title=HOSTILE[0], text=text, address=text, name=HOSTILE[1][:200])
    await page.set_viewport_size(NARROW)
    await require_unbroken(page)
    number, pin = await send(page)
    await require_unbroken(page)
    await page.goto(f"/lacak?nomor={number}")
    await page.locator("#pin").fill(pin)
    await press(page, "Buka laporan")
    await page.get_by_role("heading", name=HOSTILE[0]).wait_for()
    await require_unbroken(page)
    assert HOSTILE[3] in await page.locator("main").inner_text()


async def require_unbroken(page: Page) -> None:
    broken: Any = await page.evaluate("window.broken")
    assert broken is None
    assert await page.evaluate(WIDTH) <= 0, page.url
