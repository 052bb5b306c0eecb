"""Addresses of pages, as letters and receipts give them."""

from urllib.parse import urlencode


def track_link(pages: str, number: str) -> str:
    """Where the report is tracked, below the address of the pages; with its number, never with its PIN."""
    return f"{pages.rstrip('/')}/lacak?{urlencode({'nomor': number})}"
