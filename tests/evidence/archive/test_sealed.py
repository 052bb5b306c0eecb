"""One report as one object: what went in comes out, and nothing else passes for it."""

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from evidence import history_codec
from evidence import strict_zip as strict
from evidence.archive.make_object import make_object
from evidence.archive.object_format import ObjectBroken, pack_object, unpack_object
from evidence.replay.replayer import pack_runs
from tests.histories.golden import Golden, load, names

NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
CODE = {"version": "0.1.0", "commit": None}


def _object(golden: Golden) -> bytes:
    return pack_object(golden.number, golden.runs, golden.facts, NOW, CODE)


@pytest.fixture(scope="module")
def several() -> Golden:
    """A report of several runs."""
    return next(each for name in names() for each in load(name) if len(each.runs) > 1)


@pytest.mark.parametrize("name", names())
def test_every_report_comes_out_as_it_went_in(name: str) -> None:
    for golden in load(name):
        one = unpack_object(_object(golden), golden.number)
        assert one.holds(golden.runs, golden.facts)
        assert one.about == {
            "report": golden.number,
            "runs": [
                run.events[0].workflow_execution_started_event_attributes.original_execution_run_id
                for run in golden.runs
            ],
            "events": [len(run.events) for run in golden.runs],
            "facts": len(golden.facts),
            "digest": golden.state["digest"],
            "made_at": "2026-11-24T05:00:00.000000Z",
            "code": CODE,
        }


def test_the_same_report_gives_the_same_bytes(several: Golden) -> None:
    again = unpack_object(_object(several), several.number)
    assert pack_object(several.number, again.histories, again.facts, NOW, CODE) == _object(several)


def test_an_object_is_made_of_histories_that_lead_to_the_facts(several: Golden) -> None:
    result = make_object(pack_runs(several.runs), several.facts, NOW, CODE)
    assert (result.content, result.reason) == (_object(several), None)


def _spoilt(several: Golden, change: Callable[[list[Any]], Any]) -> list[Any]:
    facts: list[Any] = json.loads(json.dumps(several.facts))
    change(facts)
    return facts


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda facts: facts[2]["data"].update(note="?"), 3),
        (lambda facts: facts.pop(), None),
        (lambda facts: facts.append(facts[-1]), None),
        (lambda facts: facts.insert(0, facts.pop()), 1),
        (lambda facts: facts[1]["actor"].update(id="a_somebody"), 2),
    ],
)
def test_no_object_is_made_of_facts_that_the_histories_do_not_lead_to(
    several: Golden, change: Callable[[list[Any]], Any], number: int | None
) -> None:
    facts = _spoilt(several, change)
    result = make_object(pack_runs(several.runs), facts, NOW, CODE)
    first = number or min(len(facts), len(several.facts)) + 1
    assert (result.content, result.reason, result.detail) == (None, "record_differs", f"fact {first}")


def test_no_object_is_made_of_histories_that_today_s_code_does_not_follow(several: Golden) -> None:
    events = several.runs[0].events
    cut = [(several.number, [event.SerializeToString() for event in [*events[:4], *events[9:]]])]
    assert make_object(cut, several.facts, NOW, CODE).reason == "unreplayable"
    assert make_object([("elsewhere", [])], several.facts, NOW, CODE).reason in (
        "unreplayable",
        "record_differs",
    )


def test_no_object_is_made_that_nobody_would_read_again(
    several: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_codec, "LARGEST", 1_000)
    result = make_object(pack_runs(several.runs), several.facts, NOW, CODE)
    assert (result.content, result.reason) == (None, "too_large")
    assert result.detail == "a history has more than 1000 bytes"


@given(data=st.data())
def test_any_other_byte_is_refused(several: Golden, data: st.DataObject) -> None:
    content = bytearray(_object(several))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ObjectBroken):
        unpack_object(bytes(content), several.number)


def _with(members: dict[str, bytes], **changed: bytes | None) -> bytes:
    names = {name.replace(".", "_").replace("/", "_"): name for name in members}
    for name, body in changed.items():
        if body is None:
            del members[names.get(name, name)]
        else:
            members[names.get(name, name)] = body
    return strict.write_zip(members)


def _about(members: dict[str, bytes], **changed: Any) -> bytes:
    return rfc8785.dumps({**json.loads(members["about.json"]), **changed})


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda m: _with(m, facts_json=None), "facts.json is missing"),
        (lambda m: _with(m, about_json=None), "about.json is missing"),
        (lambda m: _with(m, runs_0001_pb_z=None), "runs/0001.pb.z is missing"),
        (
            lambda m: _with(m, **{list(m)[-1]: None}),
            "says otherwise than what it stands beside: runs, events",
        ),
        (lambda m: _with(m, runs_0002_pb_z=None), "members that don't belong here"),
        (lambda m: _with(m, more=b""), "members that don't belong here"),
        (lambda m: _with(m, facts_json=m["facts.json"] + b"\n"), "facts.json is JSON, but not in"),
        (lambda m: _with(m, facts_json=b"[" * 100_000), "facts.json is nested too deeply"),
        (lambda m: _with(m, facts_json=b"[]"), "lacks what it must have"),
        (lambda m: _with(m, facts_json=b'{"0":1}'), "lacks what it must have"),
        (lambda m: _with(m, about_json=b"[]"), "lacks what it must have"),
        (lambda m: _with(m, about_json=_about(m, made_at="today")), "lacks what it must have"),
        (lambda m: _with(m, about_json=_about(m, facts=99)), "stands beside: facts"),
        (lambda m: _with(m, about_json=_about(m, report="T2")), "stands beside: report"),
        (lambda m: _with(m, about_json=_about(m, why="so")), "stands beside: more"),
        (lambda m: _with(m, runs_0001_pb_z=b"no zlib"), "runs/0001.pb.z can't be decompressed"),
        (lambda m: _with(m, runs_0001_pb_z=zlib.compress(b"x")), "runs/0001.pb.z is no history"),
        (lambda m: _with(m, runs_0001_pb_z=zlib.compress(b"")), "runs/0001.pb.z has no events"),
        (lambda m: _with(m, runs_0001_pb_z=m["runs/0001.pb.z"] + b"x"), "goes on after its end"),
        (lambda m: _with(m, runs_0001_pb_z=m["runs/0001.pb.z"][:-1]), "is cut off"),
        (lambda m: _with(m, runs_0001_pb_z=zlib.compress(bytes(2**26 + 1))), "more than 67108864 bytes"),
        (lambda m: strict.write_zip(m)[:-1], "the file is cut off"),
    ],
)
def test_what_is_wrong_with_an_object_is_told(
    several: Golden, change: Callable[[dict[str, bytes]], bytes], what: str
) -> None:
    members = strict.read_zip(_object(several))
    with pytest.raises(ObjectBroken) as broken:
        unpack_object(change(members), several.number)
    assert what in str(broken.value)


def test_the_object_of_another_report_is_refused(several: Golden) -> None:
    with pytest.raises(ObjectBroken, match="report"):
        unpack_object(_object(several), "T000000000000")
