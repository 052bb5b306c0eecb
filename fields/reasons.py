"""Reasons for looking at what people wrote, over HTTP or typed at a terminal."""

from fields.text import clean

SHORTEST_REASON, LONGEST_REASON = 10, 500
"""In characters."""


def clean_reason(reason: str) -> str:
    """The reason as it is kept. Raises ValueError for one that is too short or too long to be one, and for
    characters that deceive."""
    reason = clean(reason)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ValueError(f"must have {SHORTEST_REASON} to {LONGEST_REASON} characters")
    return reason
