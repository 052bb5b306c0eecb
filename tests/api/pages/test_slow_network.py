"""A report is sent in and tracked over 5 kB/s with 500 ms of latency, and each page says what goes on."""

from playwright.async_api import Page, Request

from tests.api.pages.in_browser import press
from tests.api.pages.test_reporter_in_browser import fill_in

SLOW = {"offline": False, "latency": 500, "downloadThroughput": 5_000, "uploadThroughput": 5_000}
KEEP_WHAT_IS_SAID = """() => document.addEventListener("submit", (event) => setTimeout(() => {
    const said = event.target.querySelector("[data-sending]").textContent;
    const button = event.submitter.getAttribute("aria-disabled");
    sessionStorage.said = `${said} ${button}`;
}))"""


async def slow_down(page: Page) -> None:
    network = await page.context.new_cdp_session(page)
    await network.send("Network.enable")
    await network.send("Network.emulateNetworkConditions", SLOW)


async def test_on_a_slow_network_each_page_says_that_it_sends_and_sends_once(page: Page) -> None:
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url.rpartition("/")[2])

    await fill_in(page)
    await slow_down(page)
    page.on("request", note)
    await page.evaluate(KEEP_WHAT_IS_SAID)
    await page.get_by_role("button", name="Kirim laporan ini").dblclick(no_wait_after=True)
    await page.get_by_role("heading", name="Simpan nomor dan PIN ini").wait_for()
    assert await page.evaluate("sessionStorage.said") == "Mengirim … true"
    assert sent == ["lapor"]
    number, pin = [await page.locator(".secret .number").nth(each).inner_text() for each in (0, 1)]
    await page.goto(f"/lacak?nomor={number}")
    await page.locator("#pin").fill(pin)
    await page.evaluate(KEEP_WHAT_IS_SAID)
    await press(page, "Buka laporan")
    await page.get_by_text("Siapa yang memegangnya sekarang").wait_for()
    assert await page.evaluate("sessionStorage.said") == "Mengirim … true"
    assert sent == ["lapor", "lacak"]
