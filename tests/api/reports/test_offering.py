"""What may be decided now, for forms: offered by the API in two languages, and every offer stands."""

from collections.abc import Iterator
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType

from api.reports import lookup
from api.services import Services
from tests.api.looks import Noted
from tests.api.offers import filled_in, offered, send
from tests.api.people import REASON, TEXT, People, Report
from texts.decisions import fields as field_words
from texts.decisions.kinds import KINDS
from texts.decisions.limits import ALLOWANCES, EFFECTS
from texts.problems import TEXTS
from texts.procedure_names import name_clock, name_role, name_stage
from texts.refusals import NOT_OFFERED, REFUSALS
from workflows.procedure.model.decision_fields import FIELDS
from workflows.procedure.model.enums import ClockName, Role, Stage
from workflows.procedure.outputs.preview import ClockEffect
from workflows.procedure.rules.allowances import AllowanceName
from workflows.procedure.rules.refusals import Refusal

UNIT = "penghubung.kemenkes.layanan"


async def kinds(report: Report, who: str) -> list[str]:
    return [each["kind"] for each in (await offered(report, who))["decisions"]]


async def at_unit(people: People) -> Report:
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    return report


async def test_a_report_is_led_to_its_end_by_forms_alone(people: People) -> None:
    report = await people.submit()
    way: list[tuple[str, str, dict[str, Any], str]] = [
        ("pusat", "forward", {"agency": "kemenkes"}, "agency_verification"),
        ("admin.kemenkes", "dispose", {"unit": "layanan"}, "follow_up"),
        (UNIT, "extend", {}, "follow_up"),
        (UNIT, "respond", {"final": True}, "reporter_reply"),
        ("reporter", "confirm", {}, "closed"),
    ]
    for who, kind, entered, stage in way:
        told = await offered(report, who)
        decision = next(each for each in told["decisions"] if each["kind"] == kind)
        body = filled_in(decision, **entered)
        foreseen = (await send(report, who, body, preview=True)).json()
        done = await send(report, who, body, preview=False)
        assert done.status_code == 200, done.text
        after = done.json()
        assert after["stage"] == foreseen["after"]["stage"] == stage
        due = {(each["name"], each["instance"]): each["due_on"] for each in after["clocks"]}
        assert {
            (each["name"], each["instance"]): each["due_on_after"]
            for each in foreseen["clocks"]
            if each["due_on_after"]
        }.items() <= due.items()


async def test_everything_that_is_offered_would_stand(people: People) -> None:
    report, other = await at_unit(people), await people.submit()
    for who in ("pusat", "pimpinan.kemenkes", UNIT, "reporter"):
        for decision in (await offered(report, who))["decisions"]:
            one_of = {"phone": "0812-3456-7890"} if decision["kind"] == "correct_contact" else {}
            response = await send(report, who, filled_in(decision, **one_of), preview=True)
            assert response.status_code == 200, (who, decision["kind"], response.text)
    entered: dict[str, dict[str, Any]] = {"merge": {"into": report.number}, "correct": {"title": "Judul"}}
    for decision in (await offered(other, "pusat"))["decisions"]:
        body = filled_in(decision, **entered.get(decision["kind"], {}))
        response = await send(other, "pusat", body, preview=True)
        assert response.status_code == 200, (decision["kind"], response.text)
    assert len(await other.facts()) == 1


async def test_choices_and_limits_are_named_in_both_languages(people: People) -> None:
    report = await people.submit()
    await report.forward()
    told = await offered(report, "admin.kemenkes")
    dispose = next(each for each in told["decisions"] if each["kind"] == "dispose")
    assert dispose["label"] == {"id": "Disposisi ke unit", "en": "Pass to a unit"}
    assert dispose["task"] == report.task
    unit = dispose["fields"][0]
    assert (unit["name"], unit["input"], unit["required"]) == ("unit", "unit", True)
    assert "layanan" in {each["value"] for each in unit["choices"]}
    extend = next(each for each in told["decisions"] if each["kind"] == "extend")
    assert extend["fields"][0]["choices"][0] == {
        "value": "disposition",
        "label": {"id": "Disposisi ke unit", "en": "Disposition to a unit"},
    }
    assert {(each["clock"], each["left"]) for each in extend["limits"]} == {
        ("disposition", 1),
        ("response", 1),
        ("settlement", 1),
    }


async def test_what_a_rule_withholds_is_told_with_its_reason(people: People) -> None:
    report = await at_unit(people)
    for clock in ("response", "settlement"):
        assert (await report.decide(UNIT, "extend", clock=clock, days=1, reason=REASON)).status_code == 200
    told = await offered(report, UNIT)
    assert "extend" not in [each["kind"] for each in told["decisions"]]
    found = next(each for each in told["unavailable"] if each["kind"] == "extend")
    assert (found["code"], found["reason"]["en"]) == (
        "already_extended",
        "This deadline has been extended once already.",
    )


async def test_a_supervisor_chooses_among_those_who_could_have_the_task(people: People) -> None:
    report = await at_unit(people)
    reassign = next(
        each
        for each in (await offered(report, "pimpinan.kemenkes"))["decisions"]
        if each["kind"] == "reassign"
    )
    units = [each["value"] for each in reassign["fields"][0]["choices"]]
    assert units
    assert "layanan" not in units  # which has it
    report = await people.submit()
    told = await offered(report, "pimpinan.pusat")
    officers = next(each for each in told["decisions"] if each["kind"] == "reassign")["fields"][0]
    assert (officers["input"], [each["value"] for each in officers["choices"]]) == ("officer", ["pusat"])


async def test_who_may_not_read_is_told_nothing(people: People) -> None:
    report = await people.submit()
    response = await report.get("admin.kemenkes", "/decisions")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    wrong = await report.http.get(f"{report.url}/decisions", headers={"Report-Pin": "000000"})
    assert wrong.status_code == 401
    assert (await report.http.get(f"{report.url}/decisions")).status_code == 401
    assert await kinds(report, "auditor") == []


async def test_looking_at_a_confidential_report_is_noted(people: People, noted: Noted) -> None:
    report = await people.submit(confidential=True)
    await kinds(report, "pusat")
    body = {"task": report.task, "decision": {"kind": "archive", "reason": "unclear", "note": REASON}}
    assert (await send(report, "pusat", body, preview=True)).status_code == 200
    await kinds(report, "reporter")
    acts = [(actor, numbers) for actor, _, numbers in await noted.acts()]
    assert [(who, list(numbers)) for who, numbers in acts] == [("pusat", [report.number])] * 2


async def test_a_preview_changes_nothing_and_keeps_no_key(people: People, services: Services) -> None:
    report = await people.submit()
    decision = {"kind": "archive", "reason": "unclear", "note": REASON}
    headers = await people.headers("pusat") | {"Idempotency-Key": "kunci-pratinjau"}
    body = {"task": report.task, "decision": decision}
    seen = await people.http.post(
        f"{report.url}/decisions", json=body, headers=headers, params={"preview": "true"}
    )
    assert (seen.status_code, seen.json()["repeated"], seen.json()["closes"]) == (200, False, True)
    history = services.client.get_workflow_handle(report.number).fetch_history_events()
    kinds_of_events = {EventType.Name(event.event_type) async for event in history}
    assert not {kind for kind in kinds_of_events if "UPDATE" in kind or "SIGNAL" in kind}
    assert len(await report.facts()) == 1
    other = {"task": report.task, "decision": {**decision, "reason": "abusive"}}
    done = await people.http.post(f"{report.url}/decisions", json=other, headers=headers)
    assert done.status_code == 200, "the key was not taken"
    again = await people.http.post(
        f"{report.url}/decisions", json=other, headers=headers, params={"preview": "true"}
    )
    assert again.json()["repeated"]
    assert again.json()["before"] == again.json()["after"]


@pytest.mark.parametrize(
    ("who", "task", "decision"),
    [
        ("admin.kemenkes", "", {"kind": "dispose", "unit": "tidak-ada"}),
        ("admin.kemenkes", "", {"kind": "dispose"}),
        ("admin.kemenkes", "", {"kind": "decline", "reason": "pendek"}),
        ("admin.kemenkes", None, {"kind": "dispose", "unit": "layanan"}),
        ("admin.kemenkes", "", {"kind": "forward"}),
        ("pimpinan.kemenkes", "", {"kind": "reassign", "to": "siapa-itu"}),
        ("pimpinan.kemenkes", "", {"kind": "extend", "clock": "verification", "days": 1, "reason": REASON}),
        ("pusat", "first", {"kind": "archive", "reason": "unclear", "note": REASON}),
        ("pusat", "", {"kind": "recall", "reason": REASON}),
        (UNIT, "", {"kind": "respond", "text": TEXT, "final": True}),
        ("admin.pemprov-aceh", "", {"kind": "dispose", "unit": "layanan"}),
        ("reporter", "", {"kind": "confirm", "rating": 9}),
        ("reporter", "", {"kind": "reopen", "reason": REASON}),
    ],
)
async def test_a_refused_preview_is_refused_as_the_decision_is(
    people: People, who: str, task: str | None, decision: dict[str, Any]
) -> None:
    report = await people.submit()
    first = report.task
    await report.forward()
    named = {"": report.task, "first": first}.get(task) if task is not None else None
    body = {"task": named, "decision": decision}
    foreseen = await send(report, who, body, preview=True)
    refused = await send(report, who, body, preview=False)
    assert refused.status_code >= 400
    assert (foreseen.status_code, foreseen.json()) == (refused.status_code, refused.json())


async def test_a_reporter_is_told_what_withdrawing_brings(people: People) -> None:
    report = await at_unit(people)
    body = {"decision": {"kind": "withdraw"}}
    told = (await send(report, "reporter", body, preview=True)).json()
    assert (told["closes"], told["outcome"], told["final"]) == (True, "withdrawn", False)
    assert told["after"]["stage_label"] == {"id": "Selesai", "en": "Closed"}
    assert told["before"]["owner"]["unit_name"]
    effects = {each["name"]: each["effect"] for each in told["clocks"]}
    assert effects == {"response": "stops", "settlement": "pauses", "reopening": "starts"}
    assert (await report.track()).json()["stage"] == "follow_up"


async def test_nothing_is_offered_once_a_report_is_closed_for_good(people: People) -> None:
    report = await people.submit(anonymous=True)
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    assert (await report.reply("confirm", rating=5)).status_code == 200
    told = await offered(report, "pusat")
    assert told["decisions"] == []
    assert [(each["kind"], each["code"]) for each in told["unavailable"]] == [
        ("open_identity", "report_sealed")
    ]
    body = {"task": None, "decision": {"kind": "open_identity", "reason": REASON}}
    foreseen = await send(report, "pusat", body, preview=True)
    assert (foreseen.status_code, foreseen.json()["code"]) == (409, "report_sealed")
    assert (await offered(report, "reporter"))["unavailable"][0]["reason"]["en"].startswith("The report is")


async def test_nothing_is_offered_once_the_texts_are_erased(people: People, services: Services) -> None:
    report = await people.submit()
    await services.keys.destroy(report.number)
    told = await offered(report, "pusat")
    assert told["decisions"] == []
    assert {each["code"] for each in told["unavailable"]} == {"erased", "not_anonymous"}
    body = {"task": report.task, "decision": {"kind": "archive", "reason": "unclear", "note": REASON}}
    foreseen = await send(report, "pusat", body, preview=True)
    assert (foreseen.status_code, foreseen.json()["code"]) == (410, "erased")


async def test_the_record_offers_while_the_report_itself_is_silent(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await (await people.submit()).recorded()
    live = await offered(report, "pusat")

    async def silent(*_: Any, **__: Any) -> None:
        raise lookup.NoAnswer

    monkeypatch.setattr(lookup, "ask_workflow", silent)
    told = await offered(report, "pusat")
    assert (live["source"], told["source"]) == ("live", "record")
    assert told["decisions"] == live["decisions"]
    assert await kinds(report, "reporter") == ["withdraw", "remark", "correct_contact"]


def refusals(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for each in of.__subclasses__():
        yield each
        yield from refusals(each)


def test_every_refusal_has_its_words() -> None:
    codes = {each.code for each in refusals()} - {Refusal.code}
    assert codes | {"report_sealed", "erased"} <= set(TEXTS)
    assert set(NOT_OFFERED) <= codes
    assert all(NOT_OFFERED[code] != REFUSALS[code] for code in NOT_OFFERED)


def test_every_kind_field_and_choice_has_its_words() -> None:
    assert set(KINDS) == set(FIELDS)
    named = {(kind, field.name) for kind, fields in FIELDS.items() for field in fields}
    assert all(field_words.name_field(*each) for each in named)
    assert set(field_words.FIELDS) == {name for _, name in named}
    assert (field_words.FIELDS_OF.keys() | field_words.HINTS.keys() | field_words.CHOICES.keys()) <= named
    for kind, fields in FIELDS.items():
        for field in fields:
            assert all(field_words.name_choice(kind, field.name, code) for code in field.choices or ())
    assert set(ALLOWANCES) == set(AllowanceName)
    assert set(EFFECTS) == set(ClockEffect)
    assert all(name_stage(each) for each in Stage)
    assert all(name_role(each) for each in Role if each is not Role.AUDITOR)
    assert all(name_clock(each) for each in ClockName)
