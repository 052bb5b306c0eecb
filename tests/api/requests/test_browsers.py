"""How browsers are called in a list of sessions."""

import pytest

from api.requests.browsers import describe_browser
from tests.api.signed_in_browser import CHROME, FIREFOX

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Android"),
        (CHROME, "Chrome, Windows"),
        (f"{WINDOWS} Safari/537.36 Edg/140.0.0.0", "Edge, Windows"),
        (f"{WINDOWS} Safari/537.36 OPR/120.0.0.0", "Opera, Windows"),
        (f"{ANDROID} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", "Samsung Internet, Android"),
        (f"{IPHONE} Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iOS"),
        (f"{IPHONE} CriOS/140.0 Mobile/15E148 Safari/604.1", "Chrome, iOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.9.1", ""),
        ("<script>alert(1)</script> Firefox", "Firefox"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_browser_is_called_by_its_name_and_system(agent: str | None, name: str) -> None:
    assert describe_browser(agent) == name
