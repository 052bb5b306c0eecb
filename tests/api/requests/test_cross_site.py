"""What may be written from where, and where a page may lead, in tables."""

import base64
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.requests.cross_site import (
    FORM_GOOD_FOR,
    SKEW,
    Binding,
    form_token_age,
    is_from_own_page,
    is_loopback,
    judge_write,
    make_form_token,
    own_origins,
    safe_next,
)

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
NOW = 1_800_000_000.0
OURS = "https://lapor.example.id"
OWN = own_origins("https", "lapor.example.id", None)

# What a header says, and whether a write may come with it: None where it says nothing.
SITES: list[tuple[str | None, bool | None]] = [
    (None, None),
    ("same-origin", True),
    ("none", True),
    ("same-site", False),
    ("cross-site", False),
    ("", False),
    ("Same-Origin", False),
]
ORIGINS: list[tuple[str | None, bool | None]] = [
    (None, None),
    (OURS, True),
    (f"{OURS}:443", True),
    ("HTTPS://LAPOR.EXAMPLE.ID", True),
    ("null", False),
    ("", False),
    ("http://lapor.example.id", False),
    (f"{OURS}:8443", False),
    ("https://jahat.example", False),
    ("https://lapor.example.id.jahat.example", False),
    ("https://jahat-lapor.example.id", False),
    ("https://example.id", False),
    ("https://lapor.example.id@jahat.example", False),
    ("https://jahat.example#lapor.example.id", False),
    ("https://[", False),
    ("https://lapor.example.id:99999", False),
]
REFERERS: list[tuple[str | None, bool | None]] = [
    (None, None),
    (f"{OURS}/laporan/1?x=2", True),
    (OURS, True),
    ("https://jahat.example/https://lapor.example.id/", False),
    ("http://lapor.example.id/", False),
    ("about:blank", False),
    ("", False),
]
SESSION, OTHER_SESSION, FORM = "session-of-siti", "session-of-budi", "cookie-of-the-form"
BOUND = {
    "a session": Binding(SESSION),
    "a form's cookie": Binding(FORM, FORM_GOOD_FOR),
    "nothing": None,
}
TOKENS = {
    "right": lambda bound: make_form_token(KEY, bound, NOW - 60),
    "old": lambda bound: make_form_token(KEY, bound, NOW - FORM_GOOD_FOR - 1),
    "of tomorrow": lambda bound: make_form_token(KEY, bound, NOW + SKEW + 1),
    "of another session": lambda _: make_form_token(KEY, OTHER_SESSION, NOW - 60),
    "by another key": lambda bound: make_form_token(OTHER_KEY, bound, NOW - 60),
    "made up": lambda _: base64.urlsafe_b64encode(b"x" * 56).decode(),
    "short": lambda bound: make_form_token(KEY, bound, NOW)[:-4],
    "no base64": lambda _: "né*",
    "empty": lambda _: "",
    "missing": lambda _: None,
}


def comes_from_us(site: bool | None, origin: bool | None, referer: bool | None) -> bool:
    """The rule once more: an Origin that is sent must be ours; the first header that is sent decides."""
    if origin is False:
        return False
    return next((each for each in (site, origin, referer) if each is not None), False)


def test_the_whole_matrix_of_headers_and_tokens() -> None:
    judged = 0
    combinations = product(SITES, ORIGINS, REFERERS, BOUND.items(), TOKENS.items())
    for (site, a), (origin, b), (referer, c), (bound_name, bound), (token_name, make) in combinations:
        sent = {"sec-fetch-site": site, "origin": origin, "referer": referer}
        headers = {name: value for name, value in sent.items() if value is not None}
        token = make(bound.value if bound else SESSION)
        expected = "cross_site" if not comes_from_us(a, b, c) else of_token(bound_name, token_name)
        found = judge_write(headers, OWN, KEY, bound, token, NOW)
        assert found == expected, (headers, bound_name, token_name)
        judged += 1
    assert judged == len(SITES) * len(ORIGINS) * len(REFERERS) * len(BOUND) * len(TOKENS)


def of_token(bound: str, token: str) -> str | None:
    """What comes of a token where the write is from a page of ours."""
    if token in {"empty", "missing"}:
        return "form_token_missing"
    if bound == "nothing":
        return "form_expired"
    if token in {"old", "of tomorrow"}:
        return None if bound == "a session" else "form_expired"
    return None if token == "right" else "form_token_wrong"


def test_a_write_without_any_header_of_where_it_comes_from_is_refused() -> None:
    assert not is_from_own_page({}, OWN)


def test_a_token_of_a_form_is_no_token_of_a_session() -> None:
    token = make_form_token(KEY, FORM, NOW)
    headers = {"sec-fetch-site": "same-origin"}
    assert judge_write(headers, OWN, KEY, Binding(SESSION), token, NOW) == "form_token_wrong"


def test_tokens_differ_each_time_and_tell_their_age() -> None:
    tokens = {make_form_token(KEY, SESSION, NOW) for _ in range(20)}
    assert len(tokens) == 20
    assert {form_token_age(KEY, SESSION, token, NOW + 5) for token in tokens} == {5.0}


@given(st.integers(0, 55), st.integers(1, 255))
def test_a_token_with_any_byte_changed_is_wrong(at: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(make_form_token(KEY, SESSION, NOW)))
    raw[at] ^= change
    assert form_token_age(KEY, SESSION, base64.urlsafe_b64encode(raw).decode(), NOW) is None


@pytest.mark.parametrize(
    ("scheme", "host", "pages_url", "own"),
    [
        ("https", "lapor.example.id", None, {"https://lapor.example.id:443"}),
        # TLS ends at a proxy: what the browser sees is https all the same.
        ("http", "lapor.example.id", None, {"https://lapor.example.id:443"}),
        ("http", "127.0.0.1:8000", None, {"http://127.0.0.1:8000"}),
        ("http", "localhost", None, {"http://localhost:80"}),
        ("http", "[::1]:8000", None, {"http://[::1]:8000"}),
        (
            "http",
            "127.0.0.1:8000",
            "https://lapor.example.id/laporan",
            {"http://127.0.0.1:8000", "https://lapor.example.id:443"},
        ),
        ("http", "", None, set()),
        ("https", "[", None, set()),
    ],
)
def test_our_own_origins(scheme: str, host: str, pages_url: str | None, own: set[str]) -> None:
    assert own_origins(scheme, host, pages_url) == own


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:80", "127.0.0.1", "127.8.0.1:1", "[::1]", "[::1]:8"]
)
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "lapor.example.id", "localhost.jahat.example", "10.0.0.1", "192.0.2.1", "[", "127.0.0.1.nip.io"],
)
def test_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


OWN_PATHS = [
    "/",
    "/laporan",
    "/laporan/8KD2-TJZP-XGEP-D?halaman=2#akhir",
    "/tugas?stage=follow_up&stage=approval",
    "/cari?q=jalan%20rusak",
    "/masuk?next=https://jahat.example/",
    "/x?y=//z",
    "/%2f%2fjahat.example",
    "/a:b@c",
]
HOSTILE = [
    "",
    "laporan",
    "//jahat.example",
    "///jahat.example",
    "/\\jahat.example",
    "\\/jahat.example",
    "\\\\jahat.example",
    "/laporan\\..\\x",
    "/..//jahat.example",
    "/%2e%2e//jahat.example",
    "/laporan//x",
    "/\tjahat.example",
    "/\t/jahat.example",
    "/\n/jahat.example",
    "/\r\nSet-Cookie: a=b",
    "/laporan\n",
    "/laporan\r",
    "/laporan\x00",
    "/laporan\x7f",
    "/laporan\x85",
    "/laporan\u2028",
    " /laporan",
    "/laporan x",
    "\t//jahat.example",
    "https://jahat.example",
    "https:jahat.example",
    "https:/jahat.example",
    "http:///jahat.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "/\uff0fjahat.example",
    "\uff0f\uff0fjahat.example",
    "/\u3002jahat.example",
    "?next=/",
    "#x",
    ".",
    "../x",
    "lapor.example.id/",
    "@jahat.example",
    "/" + "a" * 2000,
]


@pytest.mark.parametrize("url", OWN_PATHS)
def test_a_path_of_ours_is_gone_to(url: str) -> None:
    assert safe_next(url, "/beranda") == url


@pytest.mark.parametrize("url", [*HOSTILE, None])
def test_anything_else_leads_to_where_we_say(url: str | None) -> None:
    assert safe_next(url, "/beranda") == "/beranda"


@given(st.text(alphabet=st.sampled_from("/\\.%?#@:ae2f\t\n\r \u2028id"), max_size=12))
def test_no_path_leads_away_from_us(url: str) -> None:
    to = urlsplit(urljoin(f"{OURS}/masuk", safe_next(url)))
    assert (to.scheme, to.netloc) == ("https", "lapor.example.id")
    # As browsers read it: backslashes are slashes, and tabs and line ends are not there.
    read = safe_next(url).replace("\\", "/").replace("\t", "").replace("\n", "").replace("\r", "")
    assert read.startswith("/")
    assert not read.startswith("//")
