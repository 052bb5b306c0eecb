"""What holds for every page in the browser: nothing that axe finds, nothing wider than the screen, and a
focus that is seen."""

import importlib.resources
from functools import cache

from playwright.async_api import Page, ViewportSize

NARROW: ViewportSize = {"width": 320, "height": 640}
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FIND_VIOLATIONS = """async (runOnly) => {
    const options = {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
    const found = await axe.run(runOnly === null ? options : {resultTypes: ["violations"], runOnly});
    return found.violations.map((each) => [each.id, each.help, each.nodes.map((node) => node.html)]);
}"""
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Axe's rules that look at colours: what else a page is stays the same in the dark."""
FIND_UNSEEN_FOCUS = """() => {
    const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const reachable = document.querySelector("dialog[open]") ?? document;
    const all = [...reachable.querySelectorAll(focusable)];
    const shown = all.filter((each) => each.checkVisibility() && !each.disabled);
    const wrong = shown.filter((each) => {
        if (each.tabIndex > 0) return true;
        if (each.tabIndex < 0) return false;
        each.focus({focusVisible: true});
        const style = getComputedStyle(each);
        return document.activeElement !== each || style.outlineStyle === "none";
    });
    document.activeElement.blur();
    scrollTo(0, 0);
    return wrong.map((each) => each.outerHTML);
}"""


async def check_looks(page: Page) -> None:
    """Axe finds nothing on a telephone and on a desk, in light and dark. Nothing is wider than the screen,
    down to 320 pixels and with text of double size. Whatever has the focus shows it, in the page's order."""
    await page.evaluate(_read_axe())
    for size in (PHONE, DESK):
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert await page.evaluate(FIND_VIOLATIONS, None) == [], (page.url, size)
        await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert await page.evaluate(FIND_VIOLATIONS, OF_COLOUR) == [], (page.url, size, "dark")
        await check_width(page)
    assert await page.evaluate(FIND_UNSEEN_FOCUS) == [], page.url
    await page.set_viewport_size(NARROW)
    await check_width(page, doubled=False)
    await page.set_viewport_size(PHONE)


async def check_width(page: Page, *, doubled: bool = True) -> None:
    """Nothing is wider than the screen, also with text of double size."""
    assert await page.evaluate(WIDTH) <= 0, (page.url, page.viewport_size)
    if doubled:
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await page.evaluate(WIDTH) <= 0, (page.url, page.viewport_size, "double size")
        await page.evaluate("document.documentElement.style.fontSize = ''")


@cache
def _read_axe() -> str:
    """The script: put into a page once, it is run there four times."""
    return (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
