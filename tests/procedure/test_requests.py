"""Decisions as they travel: through the engine's converter, from plain text, and malformed."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from tests.procedure.build import DEFAULTS, Play, at_agency
from tests.procedure.scene import LONG, MONDAY, intake, seal, shipped
from workflows.procedure.model.decisions import DECISION
from workflows.procedure.model.enums import Outcome
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.policy import UnknownPolicy, load_policy
from workflows.procedure.model.requests import DecisionRequest


def travelled(value: Any) -> Any:
    """What arrives of `value` when the engine's converter carries it."""
    return TypeAdapter(type(value)).validate_json(to_json(value))


@pytest.mark.parametrize("kind", DEFAULTS)
def test_every_decision_arrives_as_it_was_sent(kind: str) -> None:
    request = Play().request(kind)
    assert travelled(request) == request


@pytest.mark.parametrize("until", ["2026-10-12", "2026-10-12T00:00:00Z", "2026-10-12T08:30:00.000001+07:00"])
def test_a_postponements_date_or_instant_arrives_as_it_was_sent(until: str) -> None:
    request = Play().request("postpone", until=until)
    assert travelled(request) == request


def test_intake_and_news_arrive_as_they_were_sent() -> None:
    news = MergeMessage("LPR-1", "LPR-2", outcome=Outcome.RESOLVED)
    assert travelled(news) == news
    sent = intake("LPR-1", MONDAY, shipped("default"), class_="complaint", anonymous=True)
    assert travelled(sent) == sent


def test_plain_text_is_refused_where_nothing_seals_it() -> None:
    with pytest.raises(ValidationError, match="question"):
        DECISION.validate_python({"kind": "ask_reporter", "question": LONG})


LIMITS = [
    ("respond", "text", 20),
    ("ask_reporter", "question", 20),
    ("reply", "text", 20),
    ("complete", "text", 20),
    ("decline", "reason", 10),
    ("dispute", "reason", 10),
    ("withdraw", "reason", 10),
    ("reopen", "reason", 10),
    ("archive", "note", 10),
    ("revise", "note", 10),
    ("nudge", "note", 10),
    ("approve", "note", 10),
    ("note", "text", 1),
]


@pytest.mark.parametrize(("kind", "name", "least"), LIMITS)
def test_texts_have_substance(kind: str, name: str, least: int) -> None:
    plain = {"kind": kind, **DEFAULTS[kind], name: "x" * least}
    assert DECISION.validate_python(plain, context={"seal": seal}).kind == kind
    with pytest.raises(ValidationError, match=f"{least} or more characters"):
        DECISION.validate_python({**plain, name: "x" * (least - 1)}, context={"seal": seal})


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("confirm", "rating", 0),
        ("confirm", "rating", 6),
        ("confirm", "rating", 4.5),
        ("confirm", "rating", True),
        ("extend", "days", 0),
        ("extend", "days", True),
        ("extend", "clock", "lunch"),
        ("respond", "final", "yes"),
        ("respond", "outcome", "withdrawn"),
        ("forward", "supervisory", 1),
        ("forward", "class", "praise"),
        ("forward", "agency", "Kementerian Kesehatan"),
        ("archive", "reason", "bored"),
        ("postpone", "until", "tomorrow"),
        ("postpone", "until", "2026-10-12T08:30:00"),
        ("nudge", "colour", "red"),
    ],
)
def test_a_malformed_field_is_named(kind: str, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        DECISION.validate_python({"kind": kind, **DEFAULTS[kind], field: value}, context={"seal": seal})
    assert field in str(caught.value)


def test_a_refused_signal_writes_down_nothing_that_a_sender_made_up() -> None:
    play = at_agency()
    play.signal("dispose", task="Siti, 0812-3456-7890")
    play.signal("reassign", to="siti.nurhaliza")
    assert play.kinds(since=2) == ["decision_refused", "decision_refused"]
    written = str([fact.wire() for fact in play.facts[2:]]).lower()
    assert "siti" not in written


def test_a_request_carries_its_decision_and_nothing_of_it_in_plain() -> None:
    request: DecisionRequest = Play().request("decline")
    assert LONG.encode() not in to_json(request)


def test_a_policy_is_loaded_by_name_or_from_a_file(tmp_path: Any) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text(shipped("drill").model_dump_json())
    assert load_policy(str(mine)) == shipped("drill")
    with pytest.raises(UnknownPolicy):
        load_policy("nobody's")
    mine.write_text(shipped("drill").model_dump_json().replace('"level":2', '"level":1'))
    with pytest.raises(ValidationError, match="must rise"):
        load_policy(str(mine))
