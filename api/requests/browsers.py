"""What a browser is called, so that people recognise their sessions."""

# The first that is found names it: most browsers claim to be others, too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def describe_browser(user_agent: str | None) -> str:
    """Browser and system by the header `User-Agent`, such as "Firefox, Android"; empty where neither is
    known. It holds nothing of the header itself."""
    sent = user_agent or ""
    names = [next((name for mark, name in table if mark in sent), None) for table in (BROWSERS, SYSTEMS)]
    return ", ".join(each for each in names if each)
