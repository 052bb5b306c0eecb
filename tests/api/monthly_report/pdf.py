"""A PDF as assistive technology reads it: its structure, texts and metadata."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader


@dataclass(frozen=True)
class Element:
    """A structure element: its kind, its alternative text, and the kinds of what is within."""

    kind: str
    alt: str | None
    within: list[str]


class Pdf:
    """A file that was read."""

    def __init__(self, content: bytes) -> None:
        self._reader: Any = PdfReader(io.BytesIO(content))
        root: Any = self._reader.root_object
        self.root = root
        self.elements = list(_walk(root["/StructTreeRoot"]["/K"]))
        self.metadata: str = root["/Metadata"].get_data().decode()

    @property
    def text(self) -> str:
        """What all pages say, with one space wherever there is any."""
        return " ".join(" ".join(page.extract_text() for page in self._reader.pages).split())

    @property
    def pages(self) -> int:
        return len(self._reader.pages)

    @property
    def outline(self) -> list[str]:
        return [each.title for each in self._reader.outline if not isinstance(each, list)]

    def fonts(self) -> Iterator[tuple[str, bool]]:
        """Each font with whether it is embedded."""
        for page in self._reader.pages:
            for font in page["/Resources"]["/Font"].values():
                (inner,) = font["/DescendantFonts"]
                described = inner.get_object()["/FontDescriptor"]
                yield font["/BaseFont"], bool({"/FontFile", "/FontFile2", "/FontFile3"} & {*described})

    def count(self) -> Counter[str]:
        return Counter(each.kind for each in self.elements)


def _walk(node: Any) -> Iterator[Element]:
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from _walk(each)
    elif isinstance(node, dict) and "/S" in node:
        within = list(_walk(node["/K"])) if "/K" in node else []
        yield Element(node["/S"], node.get("/Alt"), [each.kind for each in within])
        yield from within
