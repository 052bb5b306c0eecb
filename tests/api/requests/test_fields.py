"""Whatever is wrong with a field is told in one voice: ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from api.requests.sealing import stand_in
from api.schemas.bodies import NewReport
from fields.errors import A_DATE, AN_INSTANT, field_errors
from tests.api.people import FORM, FORWARD, REASON
from tests.api.requests.test_bad_input import GOOD, ODD
from workflows.procedure.model.decisions import DECISION

PYDANTICS = ("Input", "String", "Field", "Value error", "Extra", "valid", "instance", "tag")
"""Words of pydantic's own messages."""


def spoilt(good: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """`good` with each field missing, and with each odd value in it."""
    for name in good:
        yield {key: value for key, value in good.items() if key != name}
        yield from ({**good, name: odd} for odd in ODD)
        if isinstance(good[name], dict):
            yield from ({**good, name: inner} for inner in spoilt(good[name]))


def told(body: dict[str, Any]) -> dict[str, str]:
    """What is wrong with the report or the decision, by field."""
    try:
        if "kind" in body:
            DECISION.validate_python(body, context={"seal": stand_in})
        else:
            NewReport.model_validate(body)
    except ValidationError as error:
        return {each["field"]: each["message"] for each in field_errors(error.errors())}
    return {}


def test_no_message_is_pydantics_and_none_repeats_a_value() -> None:
    messages = {each for good in [FORM, *GOOD] for body in spoilt(good) for each in told(body).values()}
    assert len(messages) > 25
    assert not [message for message in messages if any(word in message for word in PYDANTICS)]
    assert not [message for message in messages if "{" in message or "can't be read" in message]
    assert not [message for message in messages if "\u202e" in message or "xxxx" in message]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (FORM | {"reporter": {}}, "reporter.name", "is missing"),
        (FORM | {"reporter": 7}, "reporter", "must be an object"),
        (FORM | {"occurred_on": "kemarin"}, "occurred_on", A_DATE),
        (FORM | {"title": ""}, "title", "must have 1 or more characters"),
        (FORM | {"class": "keluhan"}, "class", "must be 'complaint', 'aspiration' or 'information'"),
        (FORWARD | {"title": 7}, "forward.title", "must be text"),
        ({"kind": "nudge", "note": "pendek"}, "nudge.note", "must have 10 or more characters"),
        (
            {"kind": "postpone", "reason": REASON, "until": "besok"},
            "postpone.until.datetime",
            AN_INSTANT,
        ),
    ],
)
def test_a_message_says_what_the_field_must_be(body: dict[str, Any], field: str, message: str) -> None:
    assert told(body)[field] == message
