"""The README's pictures, taken of a running demo: `make pictures`."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from tests.api.browser import chromium
from tests.runtime.life import lives

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE: ViewportSize = {"width": 390, "height": 760}
DESK: ViewportSize = {"width": 1180, "height": 760}
ACCOUNT = "pusat"


def take_pictures() -> None:
    """Starts the demo, waits for its sample reports, and takes each picture."""
    FOLDER.mkdir(exist_ok=True)
    with lives() as begin, chromium() as browser:
        demo = begin(whole=True)
        printed = demo.until("sample reports are in", 120)
        address = f"http://127.0.0.1:{demo.settings.http_port}"
        password = re.search(r"one password for all: (\S+)", printed)
        sample = re.search(r"/lacak, (\S+), PIN (\d+)", printed)
        assert password is not None
        assert sample is not None
        _take_reporters(browser, address, *sample.groups())
        _take_staffs(browser, address, password[1])


def _take_reporters(browser: Browser, address: str, number: str, pin: str) -> None:
    page = browser.new_page(viewport=PHONE, locale="id-ID")
    page.goto(f"{address}/lapor")
    _keep(page, "submit")
    page.goto(f"{address}/lacak?nomor={number}")
    page.fill("#pin", pin)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**/lacak/{number}**")
    _keep(page, "track")
    page.close()


def _take_staffs(browser: Browser, address: str, password: str) -> None:
    page = browser.new_page(viewport=DESK, locale="id-ID")
    page.goto(f"{address}/masuk")
    page.fill("#username", ACCOUNT)
    page.fill("#password", password)
    page.click("main button[type=submit]")
    page.wait_for_url("**/tugas")
    _keep(page, "worklist")
    page.click("table a >> nth=0")
    page.wait_for_url("**/laporan/**")
    _keep(page, "report")
    page.close()


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")


take_pictures()
