"""The pages' words: each is in Indonesian, and nothing is translated that no page says."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract

from api.pages.translations import load_translations, read_catalogue

PAGES = Path(__file__).parents[3] / "api" / "pages"


def spoken() -> set[str]:
    """Every text between `_(` and `)` in templates and code."""
    found: set[str] = set()
    for suffix, method in ((".html", "jinja2"), (".py", "python")):
        for file in PAGES.rglob(f"*{suffix}"):
            options = {"trimmed": "true", "newstyle_gettext": "true"}
            for _line, message, _comments, _context in extract(
                method, BytesIO(file.read_bytes()), {"_": None, "ngettext": (1, 2)}, (), options
            ):
                found.update([message] if isinstance(message, str) else [each for each in message if each])
    return found


def test_every_word_of_a_page_is_translated_and_no_other() -> None:
    words = spoken()
    assert len(words) > 30
    catalogue = {
        each
        for message in read_catalogue("id")
        if message.id
        for each in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    assert words - catalogue == set(), "say these in api/pages/translations/id/*.po"
    assert catalogue - words == set(), "no page says these any more"


def test_no_translation_is_empty_or_unsure() -> None:
    assert [message.id for message in read_catalogue("id") if message.id and not message.string] == []
    assert [message.id for message in read_catalogue("id") if message.id and message.fuzzy] == []


@pytest.mark.parametrize("mark", ["{n}", "%(", "<strong>", "<kbd>"])
def test_what_stands_for_a_value_stands_in_both_languages(mark: str) -> None:
    for message in read_catalogue("id"):
        if isinstance(message.id, str):
            assert message.id.count(mark) == str(message.string).count(mark), message.id


def test_pages_speak_indonesian() -> None:
    assert load_translations("id").gettext("Sign in") == "Masuk"
    assert load_translations("en").gettext("Sign in") == "Sign in"
