"""Templates, and the answers that are made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.assets import asset_path
from api.pages.formats import Formats
from api.pages.language import LANGUAGE_NAMES, LANGUAGES, Language, language_of, remember_language
from api.pages.translations import load_translations
from runtime.release import VERSION

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page, as its frame shows them: a person who serves, or a reporter with their report."""

    name: str
    role: str
    """A role's code, such as `agency_admin`."""


@cache
def environment(language: Language) -> Environment:
    """Templates in one language. A variable that is not given is an error, not an empty place."""
    made = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(load_translations(language), newstyle=True)  # type: ignore[attr-defined]  # i18n
    formats = Formats(language)
    made.filters |= {
        "day": formats.day,
        "perhaps_day": formats.perhaps_day,
        "short_day": formats.short_day,
        "instant": formats.instant,
        "number": formats.number,
        "machine": formats.machine,
        "tracking_number": formats.tracking_number,
        "phrase": lambda phrase: phrase[language],
    }
    made.globals |= {
        "language": language,
        "language_names": LANGUAGE_NAMES,
        "asset": asset_path,
        "version": VERSION,
    }
    return made


def render(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """The page that `template` makes of `context`, in the request's language."""
    language = language_of(request)
    frame: dict[str, Any] = {
        "path": request.url.path,
        "visitor": getattr(request.state, "visitor", None),
        "other_language": next(each for each in LANGUAGES if each != language),
        "other_language_url": _in_other_language(request, language),
    }
    content = environment(language).get_template(template).render({**frame, **context})
    response = HTMLResponse(content, status, headers=HEADERS)
    remember_language(request, response)
    return response


def _in_other_language(request: Request, language: Language) -> str:
    """The page's address with the other language chosen; of a form that was sent, its first page."""
    other = next(each for each in LANGUAGES if each != language)
    url = request.url.include_query_params(lang=other)
    return f"{url.path}?{url.query}"
