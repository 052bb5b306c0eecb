"""Addresses of pages, as letters and receipts give them."""

from urllib.parse import urlencode


def track_link(pages: str, number: str) -> str:
    """Where the report is tracked, below the address of the pages; with its number, never with its PIN."""
    return f"{pages.rstrip('/')}/lacak?{urlencode({'nomor': number})}"


def open_link(pages: str, number: str) -> str:
    """Where staff open the report, below the address of the pages."""
    return f"{pages.rstrip('/')}/laporan/{number}"


def pages_base(pages_url: str | None, asked_at: str) -> str:
    """What addresses of pages begin with: as it is set, or else where the request was sent to."""
    return (pages_url or asked_at).rstrip("/")
