"""The pages' own words: English in templates and code, other languages in `translations/`.

Words of the procedure (stages, clocks, decisions, timeline) come in both languages from `texts`.
"""

from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from api.pages.language import Language

FOLDER = files("api.pages") / "translations"


def read_catalogue(language: Language) -> Catalog:
    """The language's files as one catalogue. Raises ValueError where a text stands in two of them."""
    whole = Catalog(locale=language)
    for file in sorted(FOLDER.joinpath(language).iterdir(), key=lambda each: each.name):
        for message in read_po(BytesIO(file.read_bytes()), locale=language):
            if message.id and message.id in whole:
                raise ValueError(f"{file.name}: {message.id!r} stands in another file too")
            whole[message.id] = message
    return whole


def load_translations(language: Language) -> NullTranslations:
    """What turns the words of templates into `language`."""
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return Translations(compiled)
