"""The operators' guide as a page: `docs/operators.md`, as it came with this release."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

GUIDE = "/operasi/panduan"
OWN_ANCHOR = re.compile(r"#[\w-]+\Z")


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide as HTML, and its headings, each with the anchor that leads to it."""

    html: str
    sections: dict[str, str]

    def address(self, section: str) -> str:
        """Where a section is, by its heading. Raises KeyError for one that the guide lacks."""
        return f"{GUIDE}#{self.sections[section]}"


@cache
def read_guide() -> Guide:
    """The guide of this release. What it links to outside itself is no page here, and becomes plain text."""
    text = (files("api.operation") / "operators.md").read_text(encoding="utf-8")
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    sections = {}
    for token, following in pairwise(tokens):  # an inline token is never the last one
        if token.type == "heading_open":
            sections[following.content] = _anchor(following.content)
            token.attrSet("id", sections[following.content])
        elif token.type == "inline" and token.children:
            token.children = _keep_own_links(token.children)
    return Guide(parser.renderer.render(tokens, parser.options, {}), sections)


def _anchor(heading: str) -> str:
    """As GitHub makes it of a heading, so that links within the guide lead to their sections."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _keep_own_links(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    is_own = True
    for token in tokens:
        if token.type == "link_open":
            is_own = OWN_ANCHOR.match(str(token.attrGet("href"))) is not None
        if is_own or token.type not in {"link_open", "link_close"}:
            kept.append(token)
        if token.type == "link_close":
            is_own = True
    return kept
