"""Making the PDF: `report.typ` typesets what the JSON of a document says.

The document is the only input. Everything that people named stands in it as a string, which the typesetter
never reads as markup. It has its own fonts and needs no network.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from api.monthly_report.blocks import Document

TEMPLATE = Path(__file__).with_name("report.typ")
ONE_LETTER = b'#set document(title: "-")\n#sys.inputs.letter'
START = datetime(2000, 1, 1, tzinfo=UTC)
UNBROKEN = re.compile(r"[^\s\u200b-]{24}(?=[^\s])")
"""A part of a word that no line is sure to have room for."""
BREAK_HERE, SOFT_HYPHEN, FIXED_SPACE = "\u200b", "\u00ad", "\u00a0"
UNKNOWN = "\ufffd"
"""Stands for a letter that no font has."""
ENOUGH = 0x17F
"""The fonts have all letters up to here that can be seen: Latin with its marks."""


class NotInstalled(Exception):
    """This installation has no typesetter."""

    def __init__(self) -> None:
        super().__init__("This installation can't write PDF: its operator has to install tuntas[pdf].")


def is_installed() -> bool:
    """Whether PDF can be written here."""
    try:
        return find_spec("typst") is not None
    except ValueError:  # it was taken from the modules that there are
        return False


def require_installed() -> None:
    """Raises NotInstalled without a typesetter."""
    if not is_installed():
        raise NotInstalled


def typeset(document: Document, made_at: datetime) -> bytes:
    """The PDF; the same document and instant give the same bytes. Raises NotInstalled."""
    require_installed()
    data = json.dumps(_prepare(as_json(document)), ensure_ascii=False)
    return _compile(TEMPLATE.read_bytes(), {"document": data}, made_at)


def _compile(template: bytes, inputs: Mapping[str, str], made_at: datetime) -> bytes:
    import typst  # an optional extra

    return typst.compile(
        template,
        root=TEMPLATE.parent,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs=dict(inputs),
        timestamp=int(made_at.timestamp()),
    )


@cache
def _fonts() -> Any:
    """Those that the typesetter brings."""
    import typst

    return typst.Fonts(include_system_fonts=False)


def as_json(value: Any) -> Any:
    """What the template reads: dataclasses as objects, blocks with their `kind`."""
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"kind": value.kind} if hasattr(value, "kind") else {}
        return kind | {name: as_json(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    return value


def _prepare(value: Any) -> Any:
    """The same with texts that can be set: long words can be broken, and each letter has a font."""
    if isinstance(value, str):
        return UNBROKEN.sub(lambda found: found[0] + BREAK_HERE, "".join(map(_printable, value)))
    if isinstance(value, Mapping):
        return {name: _prepare(each) for name, each in value.items()}
    return [_prepare(each) for each in value] if isinstance(value, list) else value


@cache
def _printable(letter: str) -> str:
    """The letter, or UNKNOWN where it can't be set: PDF/UA refuses letters without a glyph."""
    if ord(letter) <= ENOUGH:
        return letter if letter.isprintable() or letter in (SOFT_HYPHEN, FIXED_SPACE) else " "
    from typst import TypstError

    try:
        _compile(ONE_LETTER, {"letter": letter}, START)
    except TypstError:
        return UNKNOWN
    return letter
