"""What holds for every page in the browser: nothing that axe finds, nothing wider than the screen."""

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page, ViewportSize

NARROW: ViewportSize = {"width": 320, "height": 640}
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def check_looks(page: Page) -> None:
    """Axe finds nothing on a telephone in light and on a desk in dark; nothing is wider than the screen, down
    to 320 pixels."""
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = await Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())
    await page.set_viewport_size(DESK)
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = await Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())
    for size in (DESK, NARROW, PHONE):
        await page.set_viewport_size(size)
        assert await page.evaluate(WIDTH) <= 0, (page.url, size)
