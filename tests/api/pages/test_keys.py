"""The keys of staff's pages, in Chromium."""

import re

from tests.api.pages.in_browser import OFFICER, Numbers, Visit
from tests.api.people import TEXT


async def test_keys_move_along_a_list_open_reports_and_lead_about(
    visit: Visit, address: str, numbers: Numbers
) -> None:
    page = await visit("pimpinan.kemenkes", "/tugas?scope=team")
    links = page.locator("a[data-open]")
    focused = "document.activeElement.id"
    second = await links.nth(1).get_attribute("id")
    for key, at in (("j", 0), ("j", 1), ("k", 0), ("k", 0), ("j", 1)):
        await page.keyboard.press(key)
        assert await page.evaluate(focused) == await links.nth(at).get_attribute("id")
    await page.keyboard.press("o")
    await page.wait_for_url(re.compile(rf"/laporan/{second}\?from="))
    await page.keyboard.press("d")
    assert await page.evaluate("document.activeElement === document.querySelector('.acts a')")
    kind = await page.locator(".acts a").nth(1).get_attribute("href") or ""
    await page.keyboard.press("2")
    await page.wait_for_url(address + kind)
    await page.keyboard.press("g")
    await page.keyboard.press("l")
    await page.wait_for_url("**/laporan")
    await page.keyboard.press("/")
    await page.keyboard.type("gtjk?")
    assert await page.locator("#q").input_value() == "gtjk?"
    assert not await page.get_by_role("dialog").is_visible()
    await page.locator("h1").click()
    for key in ("g", "t"):
        await page.keyboard.press(key)
    await page.wait_for_url("**/tugas")
    await page.keyboard.press("/")
    await page.wait_for_url("**/laporan#q")
    assert await page.evaluate(focused) == "q"


async def test_no_key_fires_with_a_modifier_in_a_dialog_or_at_the_cost_of_a_text(
    visit: Visit, numbers: Numbers
) -> None:
    path = f"/laporan/{numbers.long}/keputusan/respond"
    page = await visit(OFFICER, path)
    await page.locator("#text").fill(TEXT)
    await page.keyboard.press("Escape")
    await page.locator("h1").click()
    for key in ("g", "l", "/", "Escape"):
        await page.keyboard.press(key)
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    await dialog.wait_for()
    assert "Cari" in await dialog.inner_text()
    for key in ("g", "l", "Escape"):
        await page.keyboard.press(key)
    assert not await dialog.is_visible()
    assert page.url.endswith(path)
    assert await page.locator("#text").input_value() == TEXT
    await page.goto("/tugas")
    for key in ("Control+j", "Alt+j", "Meta+j"):
        await page.keyboard.press(key)
    assert await page.evaluate("document.activeElement.localName") == "body"


async def test_keys_are_switched_off_in_the_account_and_stay_off(visit: Visit, numbers: Numbers) -> None:
    page = await visit(OFFICER, "/akun")
    await page.get_by_label("Pakai tombol pintas").uncheck()
    await page.goto("/tugas")
    for key in ("j", "?"):
        await page.keyboard.press(key)
    assert await page.evaluate("document.activeElement.localName") == "body"
    assert not await page.get_by_role("dialog").is_visible()
    await page.goto("/akun")
    await page.get_by_label("Pakai tombol pintas").check()
    await page.goto("/tugas")
    await page.keyboard.press("j")
    assert await page.evaluate("document.activeElement.localName") == "a"
