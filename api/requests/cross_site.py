"""Whether a write comes from a page of ours, and where a page may lead: pure functions, without a request.

A browser says where a request comes from (`Sec-Fetch-Site`, else `Origin`, else `Referer`), which no page of
another site can change. Beside that each form carries a token that is bound to the session, or for whoever is
not signed in to a cookie of the form. A write needs both.
"""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from fields.tracking_numbers import keyed

Refused = Literal["cross_site", "form_token_missing", "form_token_wrong", "form_expired"]

FORM_GOOD_FOR = 2 * 3600
"""Seconds for which a form can be sent by somebody who is not signed in."""
SKEW = 60
"""Seconds by which the clocks of API processes may differ."""
SALT, INSTANT, TAG = 16, 8, 32
"""Bytes of the parts of a form's token."""
DEFAULT_PORTS = {"http": 80, "https": 443}
OWN_PATH = re.compile(r"/(?:[!-.0-\[\]-~][!-\[\]-~]*)?")
"""A slash, then neither slash nor backslash; ASCII without spaces, controls and backslashes."""
LONGEST_PATH = 2000


@dataclass(frozen=True, slots=True)
class Binding:
    """What a form's token is bound to: the value of a cookie. `good_for` is for how many seconds after it was
    made a token is taken; null for as long as the session is in force."""

    value: str
    good_for: float | None = None


def is_loopback(host: str) -> bool:
    """Whether the host of a URL, with or without a port, is this machine."""
    name = _host_name(host)
    if name == "localhost":
        return True
    try:
        return ip_address(name or "").is_loopback
    except ValueError:
        return False


def own_origins(scheme: str, host: str, pages_url: str | None) -> frozenset[str]:
    """The origins of our pages: that of `pages_url`, and that of the request by its `scheme` and header
    `host`. Over plain http only loopback is ours; anywhere else TLS may end before us, and is required."""
    asked = f"{scheme}://{host}" if is_loopback(host) else f"https://{host}"
    found = {_origin(asked), _origin(pages_url or "")}
    return frozenset(each for each in found if each)


def is_from_own_page(headers: Mapping[str, str], own: frozenset[str]) -> bool:
    """Whether a write with these headers (by their names in lower case) comes from one of the `own` origins.

    `Sec-Fetch-Site: none` is the browser's user alone, as in a page that is loaded again, and is fine. An
    `Origin` that is sent must be ours in any case. A request that says nothing is refused.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and _origin(origin) not in own:
        return False
    if site is not None:
        return site in {"same-origin", "none"}
    if origin is not None:
        return True
    return _origin(headers.get("referer", "")) in own


def make_form_token(key: bytes, bound_to: str, now: float) -> str:
    """A token for one form, made at `now` (seconds since 1970) and bound to the value of the session's or the
    form's cookie. Each is salted, so that none can be found out by how well a page compresses."""
    salt, instant = secrets.token_bytes(SALT), int(now).to_bytes(INSTANT, "big")
    return base64.urlsafe_b64encode(salt + instant + _tag(key, salt + instant, bound_to)).decode()


def form_token_age(key: bytes, bound_to: str, token: str, now: float) -> float | None:
    """Seconds since `token` was made for that value; null where it was not."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    head, tag = raw[: SALT + INSTANT], raw[SALT + INSTANT :]
    if len(tag) != TAG or not hmac.compare_digest(tag, _tag(key, head, bound_to)):
        return None
    return now - int.from_bytes(head[SALT:], "big")


def judge_write(
    headers: Mapping[str, str],
    own: frozenset[str],
    key: bytes,
    bound: Binding | None,
    token: str | None,
    now: float,
) -> Refused | None:
    """Why a write is refused; null where it may go on. `bound` is what forms are bound to now, null where the
    browser has neither session nor form's cookie (any more)."""
    if not is_from_own_page(headers, own):
        return "cross_site"
    if not token:
        return "form_token_missing"
    if bound is None:
        return "form_expired"
    age = form_token_age(key, bound.value, token, now)
    if age is None:
        return "form_token_wrong"
    is_in_time = bound.good_for is None or -SKEW <= age <= bound.good_for
    return None if is_in_time else "form_expired"


def safe_next(url: str | None, otherwise: str = "/") -> str:
    """`url` where it is an absolute path of ours, as a browser writes it in a link, with query and fragment;
    `otherwise` for anything else. A browser that follows it stays on our origin, however it resolves it."""
    if not url or len(url) > LONGEST_PATH or not OWN_PATH.fullmatch(url):
        return otherwise
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return otherwise if "//" in path else url


def _tag(key: bytes, head: bytes, bound_to: str) -> bytes:
    return keyed(key, "form token", head.hex(), bound_to)


def _origin(url: str) -> str | None:
    """The origin of a URL in one written form; null where it has none of http or https."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port or DEFAULT_PORTS[parts.scheme]}"


def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
