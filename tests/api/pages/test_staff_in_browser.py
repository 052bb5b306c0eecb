"""The pages of staff in Chromium: telephone and desk, light and dark, with and without a script."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.api.conftest import PASSWORD
from tests.api.pages.hostile import HOSTILE
from tests.api.pages.well_made import DESK, NARROW, PHONE, WIDTH, check_looks
from tests.api.people import TEXT, People

QUESTION = "Di jalan mana tepatnya lampu itu padam?"
OFFICER = "penghubung.kemenkes.layanan"


@dataclass(frozen=True)
class Numbers:
    """Reports: one with texts as long as they may be, and two that the agency's admin has."""

    long: str
    anonymous: str
    confidential: str


@pytest.fixture(scope="module")
async def numbers(people: People) -> Numbers:
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


Visit = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="module")
def visit(chromium: Browser, address: str) -> Visit:
    """Opens a page of its own for somebody who is signed in; each signs in once."""
    signed_in: dict[str, BrowserContext] = {}

    async def open_page(who: str, path: str = "/tugas", *, script: bool = True) -> Page:
        state = await signed_in[who].storage_state() if who in signed_in else None
        context = await chromium.new_context(
            base_url=address, viewport=PHONE, locale="id-ID", java_script_enabled=script, storage_state=state
        )
        context.set_default_timeout(15_000)
        page = await context.new_page()
        await page.goto(path if state else "/masuk")
        if state is None:
            await page.locator("#username").fill(who)
            await page.locator("#password").fill(PASSWORD)
            await page.get_by_role("button", name="Masuk").click()
            signed_in[who] = context
            await page.goto(path)
        return page

    return open_page


def listen(page: Page) -> list[str]:
    """What the browser complains of from now on."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


PAGES = {
    "pusat": (
        "/tugas",
        "/laporan",
        "/laporan?q=zzzunfindable",
        "/laporan/{long}",
        "/laporan/{anonymous}",
        "/laporan/{long}/keputusan/forward",
        "/akun",
    ),
    "admin.kemenkes": ("/tugas", "/laporan/{confidential}", "/laporan/{confidential}/keputusan/dispose"),
    OFFICER: ("/tugas", "/laporan/{long}?from=/tugas", "/laporan/{long}/keputusan/respond"),
    "pimpinan.kemenkes": (
        "/tugas",
        "/tugas?scope=team",
        "/laporan/{long}",
        "/laporan/{long}/keputusan/nudge",
    ),
    "auditor": ("/laporan/{long}",),
}


@pytest.mark.parametrize("who", PAGES)
async def test_every_page_of_staff_is_well_made(visit: Visit, numbers: Numbers, who: str) -> None:
    page = await visit(who)
    complaints = listen(page)
    for path in PAGES[who]:
        answer = await page.goto(path.format(**vars(numbers)))
        assert answer is not None
        await check_looks(page)
    assert [each for each in complaints if "status of 409" not in each] == []


async def test_what_only_shows_for_a_moment_is_well_made_too(visit: Visit, numbers: Numbers) -> None:
    page = await visit("admin.kemenkes", f"/laporan/{numbers.confidential}/keputusan/decline")
    await page.locator("#reason").fill(QUESTION)
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_text("Yang akan terjadi").wait_for()
    await check_looks(page)
    await page.locator("#reason").evaluate("field => { field.required = false; field.value = '' }")
    await page.get_by_role("button", name="Bukan wewenang kami").click()
    await page.get_by_text("Ada yang perlu diperbaiki").wait_for()
    assert await page.evaluate("document.activeElement.className") == "error-summary"
    await check_looks(page)
    await page.goto("/tugas")
    await page.keyboard.press("?")
    await page.get_by_role("dialog").wait_for()
    await check_looks(page)


@pytest.mark.parametrize(
    "path", ["/tugas", "/laporan", "/laporan/{long}", "/laporan/{long}/keputusan/respond"]
)
async def test_text_of_double_size_needs_no_scrolling_aside(
    visit: Visit, numbers: Numbers, path: str
) -> None:
    page = await visit(OFFICER, path.format(**vars(numbers)))
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    for size in (PHONE, DESK):
        await page.set_viewport_size(size)
        assert await page.evaluate(WIDTH) <= 0, (path, size)


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
