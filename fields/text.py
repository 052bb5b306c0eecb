"""Text: without characters that only deceive or break; names and titles in one line."""

import re
import unicodedata

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
UNSEEN = re.compile("[\u061c\u200e\u200f\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
"""What shows nothing and is pasted along unnoticed: marks of direction, byte order marks, tags. Joiners stay:
emoji and some scripts need them."""
NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef" + "".join(f"{chr(n << 16 | 0xFFFE)}{chr(n << 16 | 0xFFFF)}" for n in range(17)) + "]"
)
SURROGATE = re.compile("[\ud800-\udfff]")
LINE_BREAK = re.compile("\r\n|[\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")
"""Whatever `str.splitlines` or a mail program may take for the end of a line."""
ENCODED_WORD = re.compile(r"=\?.*?\?=", re.DOTALL)
"""What mail programs decode within a header (RFC 2047), read as leniently as the most lenient of them."""
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that show nothing: Hangul fillers and the empty Braille cell."""


def clean(text: str) -> str:
    """`text` in NFC, without spaces around it and what is `UNSEEN`; U+2028 and U+2029 become line breaks.

    Raises ValueError for characters that only deceive or break, and where there is nothing to see.
    """
    text = UNSEEN.sub("", re.sub("\r\n|[\u2028\u2029]", "\n", text))
    if CONTROL.search(text) or NONCHARACTER.search(text):
        raise ValueError("must not contain control characters other than line breaks and tabs")
    if BIDI.search(text):
        raise ValueError("must not contain characters that override the direction of writing")
    if SURROGATE.search(text):
        raise ValueError("must not contain half a character (a lone surrogate)")
    text = unicodedata.normalize("NFC", text).strip()
    if text and not is_visible(text):
        raise ValueError("must not consist of invisible characters only")
    return text


def line(text: str) -> str:
    """A name or a title: `clean`, in one line, and nothing that mail programs decode. Tabs become spaces.

    Raises ValueError.
    """
    text = clean(text).replace("\t", " ")
    if LINE_BREAK.search(text):
        raise ValueError("must be one line")
    if ENCODED_WORD.search(text):
        raise ValueError("must not contain an encoded word (=?…?=)")
    return text


def shown_line(text: str | None) -> str | None:
    """A line that was kept before its rule was, as it may be shown in a letter; null where it may not."""
    try:
        return line(text) or None if text else None
    except ValueError:
        return None


def is_visible(text: str) -> bool:
    """Whether `text` shows anything: a letter, number, sign or symbol."""
    return any(unicodedata.category(each)[0] in "LNPS" and each not in BLANK for each in text)


def sound(value: str) -> str:
    """`value`; NUL and half characters are part of no name or word, and the database takes none.

    Raises ValueError.
    """
    if "\0" in value:
        raise ValueError("must not hold the character NUL")
    if SURROGATE.search(value):
        raise ValueError("must not hold half a character (a lone surrogate)")
    return value
