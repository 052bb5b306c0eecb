"""Which language a page is in: the one chosen, else what the browser prefers, else Indonesian."""

from collections.abc import Mapping
from typing import Literal

from fastapi import Request, Response

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
LANGUAGE_NAMES: Mapping[Language, str] = {"id": "Bahasa Indonesia", "en": "English"}
"""What each is called in itself."""
COOKIE = "language"
ONE_YEAR = 365 * 24 * 3600


def language_of(request: Request) -> Language:
    """The language of the answer. The query parameter `lang` comes before the cookie, and both before the
    header `Accept-Language`."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(header: str) -> Language:
    """The language of ours with the greatest weight (RFC 9110, 12.5.4). An unreadable weight counts as 0."""
    weights: dict[Language, float] = {}
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        name = tag.split("-")[0].lower()
        if name in LANGUAGES:
            weights[name] = max(weights.get(name, 0), _weight(weight))
    return max(weights, key=weights.__getitem__, default="id")


def _weight(written: str) -> float:
    try:
        return float(written) if written else 1.0
    except ValueError:
        return 0.0


def remember_language(request: Request, response: Response) -> None:
    """Keeps a language that was chosen by the query parameter."""
    if request.query_params.get("lang") in LANGUAGES:
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, language_of(request), max_age=ONE_YEAR, secure=secure, httponly=True, samesite="lax"
        )
