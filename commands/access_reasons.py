"""Reasons, as they are typed at a terminal: held to what is asked of them over HTTP."""

from commands.terminal import MISUSED, fail
from fields.reasons import clean_reason


def require_reason(text: str) -> str:
    """The reason as it is kept; says what is wrong with it, and exits."""
    try:
        return clean_reason(text)
    except ValueError as error:
        fail(f"a reason {error}", MISUSED)
