"""What is wrong with a field, in one voice: which field, and what it must be; never what was sent."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from fields.text import sound

PLAIN_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
A_DATE = "must be a date (YYYY-MM-DD)"
AN_INSTANT = "must be a date (YYYY-MM-DD), or an instant with its offset"
MESSAGES: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "unknown field",
    "union_tag_invalid": "no decision has this kind",
    "union_tag_not_found": "a decision has a kind",
    "nested": "must not be an object or a list of them",
    "string_type": "must be text",
    "string_unicode": "must be text",
    "string_too_short": "must have {min_length} or more characters",
    "string_too_long": "must have {max_length} or fewer characters",
    "string_pattern_mismatch": "must have the form {pattern}",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "greater_than_equal": "must not be less than {ge}",
    "less_than_equal": "must not be more than {le}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "tuple_type": "must be a list",
    "too_long": "must have {max_length} or fewer items",
}
"""By pydantic's kind of error, filled in with what the rule asks for."""


def _as_a_day(value: Any) -> Any:
    """A number would be read as seconds since 1970."""
    if not (isinstance(value, str) and DAY.fullmatch(value)):
        raise ValueError(A_DATE)
    return value


Text = Annotated[str, AfterValidator(sound)]
"""Of every text in a path or a query that is looked for in the record, and of passwords."""
WrittenDay = BeforeValidator(_as_a_day)
"""A date as it is written, and no other way to name one."""


def field_errors(errors: Sequence[Any]) -> list[dict[str, str]]:
    """What pydantic found, as field and message, one a field: no inputs, and no names that nobody would
    give a field."""
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(_field(error["loc"]), _message(error))
    return [{"field": field, "message": message} for field, message in found.items()]


def _field(loc: Sequence[int | str]) -> str:
    of_request = len(loc) > 1 and loc[0] in {
        "body",
        "query",
        "path",
        "header",
    }  # FastAPI's; else a field's name
    parts = map(str, loc[1:] if of_request else loc)
    return ".".join(part if PLAIN_NAME.fullmatch(part) else "?" for part in parts)


def _message(error: Mapping[str, Any]) -> str:
    kind: str = error["type"]
    asked: Mapping[str, Any] = error.get("ctx", {})
    if kind == "value_error":  # ours already
        return str(error["msg"]).removeprefix("Value error, ")
    if kind == "model_type":
        return "must be text" if asked["class_name"] == "Sealed" else "must be an object"
    if kind.startswith("datetime"):
        return AN_INSTANT
    if kind.startswith("date"):
        return A_DATE
    return MESSAGES.get(kind, "can't be read").format(**asked)
