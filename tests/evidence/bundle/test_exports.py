"""What process miners and provenance tools get to read of a report.

The schema beside this file is the one that the OCEL 2.0 standard publishes, from its specification (section
8.2, https://www.ocel-standard.org/2.0/ocel20-schema-json.json). PROV-JSON is read by the package `prov`,
whose author wrote the format down.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import rfc8785
from prov.model import PROV_TYPE, ProvActivity, ProvAgent, ProvDocument, ProvEntity

from evidence.bundle.exports import ocel, prov
from tests.histories.golden import load, names
from workflows.procedure.model.facts import Fact, as_digested

SCHEMA = json.loads(Path(__file__).with_name("ocel20-schema-json.json").read_text("utf-8"))
VALID = jsonschema_rs.Draft7Validator(SCHEMA, validate_formats=True)
TYPES = {"string", "time", "integer", "float", "boolean"}
"""What attributes may be, by section 8.1 of the specification; values are strings all the same."""


def facts_in(name: str) -> list[list[Fact]]:
    return [[Fact.of_wire(as_digested(wire)) for wire in golden.facts] for golden in load(name)]


def events_of(log: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [event for event in log["events"] if event["type"] == kind]


def ways(event: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["qualifier"], each["objectId"]) for each in event["relationships"]}


def held(log: dict[str, Any], id_: str, name: str) -> list[str]:
    (found,) = [each for each in log["objects"] if each["id"] == id_]
    return [each["value"] for each in found["attributes"] if each["name"] == name]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


@pytest.mark.parametrize("name", names())
def test_an_event_log_is_one_by_the_published_schema(name: str) -> None:
    for facts in facts_in(name):
        assert [error.message for error in VALID.iter_errors(ocel(facts))] == []


def test_the_schema_refuses_what_is_no_event_log() -> None:
    (facts,) = facts_in("straight")
    log = ocel(facts)
    assert not VALID.is_valid({**log, "events": [{**log["events"][0], "time": "yesterday"}]})
    assert not VALID.is_valid({name: value for name, value in log.items() if name != "objects"})


@pytest.mark.parametrize("name", names())
def test_whatever_an_event_log_names_is_there(name: str) -> None:
    for facts in facts_in(name):
        log = ocel(facts)
        ids = [each["id"] for each in log["objects"]]
        assert len(ids) == len(set(ids))
        for things, types in ((log["objects"], "objectTypes"), (log["events"], "eventTypes")):
            declared = {each["name"]: each["attributes"] for each in log[types]}
            for thing in things:
                kinds = {each["name"]: each["type"] for each in declared[thing["type"]]}
                assert set(kinds.values()) <= TYPES
                assert {each["name"] for each in thing["attributes"]} <= kinds.keys()
                assert {each["objectId"] for each in thing["relationships"]} <= set(ids)


@pytest.mark.parametrize("name", names())
def test_every_fact_is_one_event_in_its_order(name: str) -> None:
    for facts in facts_in(name):
        told = [
            (event["type"], *(each["value"] for each in event["attributes"] if each["name"] == "digest"))
            for event in ocel(facts)["events"]
        ]
        assert told == [(fact.kind.value, fact.digest) for fact in facts]


def test_an_event_log_tells_who_did_what_with_which_task_and_clock() -> None:
    (facts,) = facts_in("straight")
    number = facts[0].data["tracking_number"]
    log = ocel(facts)
    (forwarded,) = events_of(log, "forwarded")
    assert {
        ("happens to", f"report:{number}"),
        ("is done by", "actor:a_pusat"),
        ("is held by", "agency:kemenkes"),
        ("ends", f"task:{number}-1"),
        ("opens", f"task:{number}-2"),
        ("stops", f"clock:{number}/verification/1"),
        ("starts", f"clock:{number}/response/1"),
        ("brings", "calendar:ID/1"),
    } <= ways(forwarded)
    (disposed,) = events_of(log, "disposed")
    assert {("comes from", "agency:kemenkes"), ("is held by", "unit:kemenkes/layanan")} <= ways(disposed)
    assert held(log, f"report:{number}", "stage") == [
        "central_verification", "agency_verification", "follow_up", "reporter_reply", "closed",
    ]  # fmt: skip
    assert held(log, f"report:{number}", "outcome") == ["resolved"]


def test_an_event_log_tells_whom_a_lapse_is_charged_to_and_when_deadlines_moved() -> None:
    (facts,) = facts_in("lapsed_at_the_unit")
    number = facts[0].data["tracking_number"]
    log = ocel(facts)
    lapsed = events_of(log, "lapsed")[0]
    assert ("is charged to", "unit:kemenkes/layanan") in ways(lapsed)
    assert ("is done by", "actor:system") in ways(lapsed)
    assert "lapsed" in held(log, f"clock:{number}/response/1", "condition")
    (facts,) = facts_in("calendar_changed_in_the_middle")
    number = facts[0].data["tracking_number"]
    log = ocel(facts)
    (changed,) = events_of(log, "calendar_changed")
    assert ("brings", "calendar:ID-AC/2") in ways(changed)
    moved = events_of(log, "deadline_moved")
    assert {("moves", f"clock:{number}/response/1"), ("is about", f"clock:{number}/response/1")} <= ways(
        moved[0]
    )
    assert len(held(log, f"clock:{number}/response/1", "due_on")) == 2


def test_an_event_log_leads_from_a_report_to_the_one_it_was_merged_into() -> None:
    logs = [ocel(facts) for facts in facts_in("merged_and_closed_with_its_original")]
    relations = [
        (each["id"], relation["qualifier"], relation["objectId"])
        for log in logs
        for each in log["objects"]
        for relation in each["relationships"]
        if relation["qualifier"] == "merged into"
    ]
    ((follower, _, original),) = relations
    assert follower != original
    assert {follower, original} == {
        f"report:{facts[0].data['tracking_number']}"
        for facts in facts_in("merged_and_closed_with_its_original")
    }


def test_what_no_longer_holds_is_empty() -> None:
    (facts,) = facts_in("archived_by_the_centre_and_reopened")
    number = facts[0].data["tracking_number"]
    assert held(ocel(facts), f"report:{number}", "outcome") == ["archived", "", "resolved"]


@pytest.mark.parametrize("name", names())
def test_exports_hold_nothing_that_anybody_wrote(name: str) -> None:
    """Not even commitments: of 64 hexadecimal digits there are digests only."""
    for facts in facts_in(name):
        digests = {fact.digest for fact in facts} | {fact.previous for fact in facts}
        for export in (ocel(facts), prov(facts)):
            found = {each for each in strings(export) if re.fullmatch("[0-9a-f]{64}", each)}
            assert found <= digests
            assert not {"sealed", "commitment", "key", "length"} & set(
                re.findall(r'"(\w+)":', json.dumps(export))
            )


@pytest.mark.parametrize("name", ["straight", "watched_by_a_supervisor", "over_several_runs"])
def test_exports_are_the_same_with_and_without_what_is_sealed(name: str) -> None:
    for golden, facts in zip(load(name), facts_in(name), strict=True):
        whole = [Fact.of_wire(wire) for wire in golden.facts]
        assert rfc8785.dumps(ocel(whole)) == rfc8785.dumps(ocel(facts))
        assert rfc8785.dumps(prov(whole)) == rfc8785.dumps(prov(facts))


def backwards(value: Any) -> Any:
    """The same, its names in another order."""
    if isinstance(value, dict):
        return {name: backwards(each) for name, each in reversed(value.items())}
    return [backwards(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", names())
def test_exports_are_the_same_in_whatever_order_facts_name_what_they_say(name: str) -> None:
    for golden, facts in zip(load(name), facts_in(name), strict=True):
        other = [Fact.of_wire(backwards(wire)) for wire in golden.facts]
        assert rfc8785.dumps(ocel(other)) == rfc8785.dumps(ocel(facts))
        assert rfc8785.dumps(prov(other)) == rfc8785.dumps(prov(facts))


@pytest.mark.parametrize("name", names())
def test_a_provenance_document_is_read_and_written_back_the_same(name: str) -> None:
    for facts in facts_in(name):
        read = ProvDocument.deserialize(content=json.dumps(prov(facts)), format="json")
        again = ProvDocument.deserialize(content=read.serialize(format="json"), format="json")
        assert read == again
        entities = {str(each.identifier) for each in read.get_records(ProvEntity)}
        assert {f"fact:{fact.number}" for fact in facts} <= entities
        assert len(list(read.get_records(ProvActivity))) <= len(facts)


def test_a_decision_is_one_activity_of_its_actor_and_what_the_clocks_do_is_the_systems() -> None:
    (facts,) = facts_in("straight")
    document = prov(facts)
    made: dict[str, list[str]] = {}
    for each in document["wasGeneratedBy"].values():
        made.setdefault(each["prov:activity"], []).append(each["prov:entity"])
    by = {each["prov:activity"]: each["prov:agent"] for each in document["wasAssociatedWith"].values()}
    assert made[max(made, key=lambda act: int(act.split(":")[1]))] == ["fact:5", "fact:6", "state:6"]
    assert by["act:2"] == "actor:a_pusat"
    assert by["act:5"] == f"actor:{facts[0].data['tracking_number']}"
    (facts,) = facts_in("lapsed_through_all_levels")
    read = ProvDocument.deserialize(content=json.dumps(prov(facts)), format="json")
    (system,) = [each for each in read.get_records(ProvAgent) if str(each.identifier) == "actor:system"]
    assert [str(each) for each in system.get_attribute(PROV_TYPE)] == ["prov:SoftwareAgent"]


def test_a_provenance_document_tells_by_which_calendar_and_policy_a_decision_was_judged() -> None:
    (facts,) = facts_in("calendar_changed_in_the_middle")
    used: dict[str, set[str]] = {}
    for each in prov(facts)["used"].values():
        used.setdefault(each["prov:activity"], set()).add(each["prov:entity"])
    last = max(used, key=lambda act: int(act.split(":")[1]))
    assert "calendar:ID-AC.1" in used["act:2"]
    assert "calendar:ID-AC.2" in used[last]
    assert any(each.startswith("policy:") for each in used[last])
    behalf = prov(facts)["actedOnBehalfOf"].values()
    assert any(each["prov:responsible"].startswith("agency:") for each in behalf)
