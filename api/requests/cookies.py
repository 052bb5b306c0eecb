"""Cookies of pages: for https alone, but for plain http on this machine, as in development."""

import logging
from dataclasses import dataclass
from functools import cache

from fastapi import Request
from starlette.responses import Response

from api.requests.cross_site import is_loopback
from runtime.settings import Settings

SESSION = ("__Host-tuntas", "tuntas")
FORM = ("__Host-tuntas-form", "tuntas-form")
"""Their names: the browser takes the first one over https and from our host only; the second one is for plain
http."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cookie:
    """How a cookie is called and sent to this browser. The browser keeps it for `max_age` seconds, without
    one until it is closed."""

    name: str
    secure: bool
    max_age: int | None = None

    def write(self, response: Response, value: str) -> None:
        """Has the browser keep `value`."""
        response.set_cookie(
            self.name,
            value,
            max_age=self.max_age,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def delete(self, response: Response) -> None:
        """Has the browser forget it."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")


def cookie_of(
    settings: Settings,
    request: Request,
    names: tuple[str, str] = SESSION,
    max_age: int | None = None,
) -> Cookie:
    """The cookie for the browser that asks, of the first of these names; of the second one, without `Secure`,
    only over http on this machine."""
    secure, plain = names
    pages_are_secure = (settings.pages_url or "").startswith("https:")
    if request.url.scheme == "http" and is_loopback(request.headers.get("Host", "")) and not pages_are_secure:
        _say_that_cookies_are_plain()
        return Cookie(plain, False, max_age)
    return Cookie(secure, True, max_age)


@cache
def _say_that_cookies_are_plain() -> None:
    log.warning("pages are served over plain http: session cookies are sent without Secure")
