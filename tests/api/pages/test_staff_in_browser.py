"""The ways of staff in Chromium: with and without a script, by the keyboard alone, sent twice."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page

from tests.api.conftest import PASSWORD
from tests.api.pages.hostile import HOSTILE
from tests.api.pages.in_browser import OFFICER, QUESTION, Numbers, Visit
from tests.api.pages.well_made import DESK, NARROW, WIDTH
from tests.api.people import People


async def test_without_a_script_one_signs_in_previews_decides_and_goes_on(
    chromium: Browser, address: str, people: People
) -> None:
    number = (await (await people.submit()).recorded()).number
    context = await chromium.new_context(
        base_url=address, viewport=NARROW, locale="id-ID", java_script_enabled=False
    )
    page = await context.new_page()
    await page.goto("/masuk")
    await page.locator("#username").fill("pusat")
    await page.locator("#password").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await page.locator(f'[id="{number}"]').click()
    await page.get_by_role("link", name="Minta kelengkapan").click()
    await page.locator("#question").fill(QUESTION)
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_text("Yang akan terjadi").wait_for()
    await page.get_by_role("button", name="Minta kelengkapan").click()
    await page.get_by_text("Keputusan Anda atas laporan ini berlaku").wait_for()
    assert f"done={number}" in page.url
    await context.close()


async def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus, which is seen."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"{selector} is not reached by Tab on {page.url}")


async def test_the_keyboard_alone_leads_from_signing_in_to_the_next_task(
    chromium: Browser, address: str, people: People
) -> None:
    for _ in range(2):
        await (await people.submit()).recorded()
    context = await chromium.new_context(base_url=address, viewport=DESK, locale="id-ID")
    page = await context.new_page()
    await page.goto("/masuk")
    await tab_to(page, "#username")
    await page.keyboard.type("pusat")
    await tab_to(page, "#password")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/tugas")
    await tab_to(page, "a[data-open]")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/laporan/\S+from="))
    first = page.url.split("/laporan/")[1][:16]
    await tab_to(page, ".acts a[href*=ask_reporter]")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/keputusan/ask_reporter?**")
    await tab_to(page, "#question")
    await page.keyboard.type(QUESTION)
    await tab_to(page, "button[value=preview]")
    await page.keyboard.press("Enter")
    await page.get_by_text("Yang akan terjadi").wait_for()
    await tab_to(page, "button[value=send]")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(rf"/laporan/\S+done={first}"))
    assert first not in page.url.split("?")[0]
    assert "from=%2Ftugas" in page.url
    await page.get_by_role("link", name="Kembali ke tugas").wait_for()
    await context.close()


KEEP_WHAT_IS_SAID = """() => {
    const status = document.querySelector("[data-sending]");
    new MutationObserver(() => (sessionStorage.said = status.textContent)).observe(status, {childList: true});
}"""


async def test_two_clicks_on_send_decide_once_and_it_says_that_it_sends(visit: Visit, people: People) -> None:
    report = await (await people.submit()).recorded()
    form = f"/laporan/{report.number}/keputusan/ask_reporter"
    page = await visit("pusat", form)
    await page.locator("#question").fill(QUESTION)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {urlsplit(request.url).path}"))
    await page.evaluate(KEEP_WHAT_IS_SAID)
    await page.locator("button.button[value=send]").dblclick()
    await page.wait_for_url(re.compile("done="))
    assert sent.count(f"POST {form}") == 1
    assert "Mengirim" in await page.evaluate("sessionStorage.said")
    assert [each["kind"] for each in await report.facts()].count("reporter_asked") == 1


async def test_the_letters_that_are_left_are_counted_from_half_on(visit: Visit, numbers: Numbers) -> None:
    page = await visit(OFFICER, f"/laporan/{numbers.long}/keputusan/respond")
    count = page.locator("#text-count")
    assert not await count.is_visible()
    await page.locator("#text").fill("a" * 9_990)
    assert "10 " in await count.inner_text()


async def test_a_template_is_inserted_where_the_writer_is(
    visit: Visit, numbers: Numbers, people: People
) -> None:
    template = {"name": "Terima kasih", "text": "Terima kasih atas laporan {nomor}."}
    headers = await people.headers(OFFICER)
    made = await people.http.post("/v1/answer-templates", json=template, headers=headers)
    assert made.status_code == 201, made.text
    page = await visit(OFFICER, f"/laporan/{numbers.long}/keputusan/respond")
    await page.locator("#text").fill("Awal. Akhir.")
    await page.locator("#text").evaluate("area => area.setSelectionRange(6, 6)")
    await page.locator("#template").select_option(label="Terima kasih")
    await page.get_by_role("button", name="Sisipkan").click()
    filled = f"Awal. Terima kasih atas laporan {numbers.long}.Akhir."
    await page.wait_for_function("text => document.getElementById('text').value === text", arg=filled)


async def test_the_way_back_in_the_browser_keeps_the_list_and_its_filters(
    visit: Visit, numbers: Numbers
) -> None:
    page = await visit("pusat", "/laporan?stage=follow_up")
    await page.locator(f'[id="{numbers.long}"]').click()
    await page.locator(".acts a").first.click()
    for _ in range(2):
        await page.go_back()
    assert page.url.endswith("/laporan?stage=follow_up")
    assert await page.locator("[name=stage]:checked").input_value() == "follow_up"


async def test_hostile_texts_run_nowhere_and_break_no_layout_of_staff(visit: Visit, people: People) -> None:
    text = "\n".join(HOSTILE)
    place = {"region": "ID-AC", "address": text}
    reporter = {"name": HOSTILE[1], "email": "warga@contoh.invalid"}
    report = await people.submit(title=HOSTILE[0], text=text, location=place, reporter=reporter)
    await report.decide("pusat", "note", text=text)
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan", note=HOSTILE[4])
    answered = await report.decide(OFFICER, "respond", text=text, final=False, evidence=[HOSTILE[1]])
    assert answered.status_code == 200, answered.text
    await report.recorded()
    draft = {"fields": {"text": text}}
    headers = await people.headers(OFFICER)
    await people.http.put(f"{report.url}/drafts/respond", json=draft, headers=headers)
    page = await visit(OFFICER, "/tugas")
    own = f"/laporan/{report.number}"
    for path in ("/tugas", "/laporan", f"{own}?from=/tugas", f"{own}/keputusan/respond"):
        await page.goto(path)
        assert HOSTILE[0] in await page.locator("main").inner_text(), path
        assert await page.evaluate("window.broken") is None, path
        for size in (NARROW, DESK):
            await page.set_viewport_size(size)
            assert await page.evaluate(WIDTH) <= 0, (path, size)
    assert await page.locator("#text").input_value() == text
