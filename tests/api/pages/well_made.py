"""What holds for every page in the browser: nothing that axe finds, nothing wider than the screen, and a
focus that is seen."""

import importlib.resources
from functools import cache
from typing import Literal

from playwright.async_api import Page, ViewportSize

NARROW: ViewportSize = {"width": 320, "height": 640}
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS: tuple[tuple[ViewportSize, Literal["light", "dark"]], ...] = ((PHONE, "light"), (DESK, "dark"))
"""Each width and each scheme once, at half the cost of all four: a colour is the scheme's, whatever the
width; what both widths show is judged in both schemes."""
FIND_VIOLATIONS = """async () => {
    const options = {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
    const found = await axe.run(options);
    return found.violations.map((each) => [each.id, each.help, each.nodes.map((node) => node.html)]);
}"""
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
    """Axe finds nothing on a telephone in light and on a desk in dark. Nothing is wider than the screen,
    down to 320 pixels and with text of double size. Whatever has the focus shows it, in the page's order."""
    await page.evaluate(_read_axe())
    for size, scheme in LOOKS:
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert await page.evaluate(FIND_VIOLATIONS) == [], (page.url, size, scheme)
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
