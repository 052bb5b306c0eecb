"""JSON in one written form, RFC 8785, and of it only what no two programs can read in two ways."""

import json
from typing import Any, NoReturn

import rfc8785


class NotCanonical(ValueError):
    """Bytes that `format_canonical` would not have made, or not of what they should be; the message says
    what is wrong
    with them."""


def format_canonical(value: Any) -> bytes:
    """The one written form of `value`: JSON without fractions, whose numbers stay within 2^53.

    Raises ValueError for anything else.
    """
    _refuse_fractions(value)
    return rfc8785.dumps(value)


def parse_canonical(content: bytes) -> Any:
    """What `content` says. Raises NotCanonical unless writing that gives `content`, byte for byte."""
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
        again = rfc8785.dumps(value)
    except NotCanonical:
        raise
    except UnicodeDecodeError:
        raise NotCanonical("is not in UTF-8") from None
    except RecursionError:
        raise NotCanonical("is nested too deeply") from None
    except ValueError:  # no JSON, numbers beyond 2^53, half characters
        raise NotCanonical("is not JSON as RFC 8785 has it") from None
    if again != content:
        raise NotCanonical("is JSON, but not in the written form of RFC 8785")
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("names a value twice in one object")
    return found


def _refuse(number: str) -> NoReturn:
    raise NotCanonical("holds a number that is not whole")


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise NotCanonical("holds a number that is not whole")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            _refuse_fractions(each)
