"""Two people at one list and one report, in Chromium: each hears what the other decides; nothing moves."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.browser import chromium_in_loop
from tests.api.conftest import PASSWORD
from tests.api.pages.well_made import PHONE, check_looks
from tests.api.people import People


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with chromium_in_loop() as found:
        yield found


async def sign_in(chromium: Browser, address: str, who: str) -> Page:
    context = await chromium.new_context(base_url=address, viewport=PHONE, locale="id-ID")
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await page.goto("/masuk")
    await page.locator("#username").fill(who)
    await page.locator("#password").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await page.wait_for_url("**/tugas")
    return page


async def listens(page: Page, path: str) -> None:
    """Opens the page, until its stream is open."""
    async with page.expect_response(lambda answer: "/peristiwa" in answer.url):
        await page.goto(path)


async def rows_of(page: Page) -> list[str]:
    links = await page.locator("a[data-open]").all()
    return [str(await link.get_attribute("id")) for link in links]


async def test_a_decision_in_one_browser_is_told_in_the_other_and_nothing_moves(
    chromium: Browser, address: str, people: People
) -> None:
    reports = [await people.submit() for _ in range(3)]
    for report in reports:
        await report.recorded()
    first, second = [await sign_in(chromium, address, "pusat") for _ in range(2)]
    await listens(second, "/tugas")
    before = await rows_of(second)
    assert {each.number for each in reports} <= set(before)
    await first.goto(f"/laporan/{reports[0].number}/keputusan/ask_reporter?from=/tugas")
    await first.locator("#question").fill("Di jalan mana tepatnya lampu itu padam?")
    await first.locator("main button[value=send].button").click()
    await first.wait_for_url("**/laporan/*done=*")
    news = second.locator(".live")
    await expect(news).to_contain_text("1 perubahan baru")
    assert await rows_of(second) == before
    await check_looks(second)
    async with second.expect_navigation():
        await news.get_by_role("link", name="Tampilkan").click()
    assert reports[0].number not in await rows_of(second)
    await expect(second.locator(".live")).not_to_contain_text("perubahan")


async def test_a_form_says_that_its_task_was_decided_by_whom_and_keeps_what_was_typed(
    chromium: Browser, address: str, people: People
) -> None:
    report = await (await people.submit()).recorded()
    page = await sign_in(chromium, address, "pusat")
    await listens(page, f"/laporan/{report.number}/keputusan/ask_reporter")
    await page.locator("#question").fill("Yang sedang saya tulis di sini.")
    await report.forward()
    news = page.locator(".live")
    await expect(news).to_contain_text("Tugas ini baru saja diputuskan")
    await expect(news).to_contain_text("Ratna")
    await expect(page.locator("#question")).to_have_value("Yang sedang saya tulis di sini.")
    await check_looks(page)


async def test_a_reporter_is_told_that_there_is_something_new(
    chromium: Browser, address: str, people: People
) -> None:
    report = await (await people.submit()).recorded()
    context = await chromium.new_context(base_url=address, viewport=PHONE, locale="id-ID")
    page = await context.new_page()
    await page.goto(f"/lacak?nomor={report.number}")
    await page.locator("#pin").fill(report.pin)
    async with page.expect_response(lambda answer: "/peristiwa" in answer.url):
        await page.locator("main button[type=submit]").click()
    await report.decide("pusat", "note", text="Catatan yang tidak untuk pelapor.")
    await report.forward()
    await expect(page.locator(".live")).to_contain_text("Ada yang baru pada laporan ini.")
    await check_looks(page)
