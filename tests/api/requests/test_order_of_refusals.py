"""401, 404, 403, 422 malformed, 409, 422 by rule: in this order, and not one fact more."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.people import FORWARD, REASON, TEXT, People, Report

PROBLEM = "application/problem+json"


async def post(report: Report, who: str, body: Any, url: str = "/decisions", **headers: str) -> Response:
    return await report.http.post(
        report.url + url, json=body, headers=await report.people.headers(who) | headers
    )


def code(response: Response) -> tuple[int, str]:
    assert response.headers["Content-Type"] == PROBLEM, response.text
    told = response.json()
    assert told["status"] == response.status_code
    return response.status_code, told["code"]


@pytest.fixture(scope="module")
async def disposed(people: People) -> Report:
    """A report in follow_up at kemenkes; its first two tasks are done."""
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    return report


MALFORMED = [
    {"task": None, "decision": {"kind": "respond", "text": "pendek", "final": True}},
    {"decision": {"kind": "respond", "final": True, "text": TEXT, "more": 1}},
    {"task": "Budi dari RT 3", "decision": {"kind": "respond", "final": True, "text": TEXT}},
    {"task": 7, "decision": {"kind": "respond", "final": True, "text": TEXT}},
    {"decision": {"kind": "respond"}, "extra": 1},
]


@pytest.mark.parametrize("body", MALFORMED)
async def test_who_may_not_is_told_so_before_what_is_malformed(
    disposed: Report, body: dict[str, Any]
) -> None:
    facts = len(await disposed.facts())
    body = {"task": disposed.task, **body}
    nobody = await disposed.http.post(f"{disposed.url}/decisions", json=body)
    assert code(nobody) == (401, "not_signed_in")
    assert code(await post(disposed, "admin.pemprov-aceh", body)) == (404, "not_found")
    assert code(await post(disposed, "penghubung.kemenkes.umum", body)) == (404, "not_found")
    assert code(await post(disposed, "pusat", body)) == (403, "not_allowed")
    assert code(await post(disposed, "auditor", body)) == (403, "not_allowed")
    assert code(await post(disposed, "penghubung.kemenkes.layanan", body)) == (422, "malformed")
    assert len(await disposed.facts()) == facts


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"task": NaN}', b"\xff\xfe", b"[" * 100_000, b""])
async def test_what_is_no_json_object_is_malformed_but_only_for_readers(disposed: Report, raw: bytes) -> None:
    url = f"{disposed.url}/decisions"
    headers = await disposed.people.headers("admin.pemkab-jayapura")
    assert code(await disposed.http.post(url, content=raw, headers=headers)) == (404, "not_found")
    headers = await disposed.people.headers("pusat")
    assert code(await disposed.http.post(url, content=raw, headers=headers)) == (422, "malformed")


async def test_a_kind_that_no_decision_has_is_malformed(disposed: Report) -> None:
    response = await post(disposed, "pusat", {"task": None, "decision": {"kind": "Budi Rahasia"}})
    assert code(response) == (422, "malformed")
    assert "Rahasia" not in response.text


async def test_403_is_judged_by_the_task_named_open_or_not(disposed: Report) -> None:
    first = {"task": f"{disposed.number}-1", "decision": {"kind": "dispose", "unit": "umum"}}
    assert code(await post(disposed, "admin.kemenkes", first)) == (403, "not_allowed")
    second = first | {"task": f"{disposed.number}-2"}
    assert code(await post(disposed, "penghubung.kemenkes.layanan", second)) == (403, "not_allowed")


async def test_a_closed_task_names_who_decided_and_when(disposed: Report) -> None:
    body = {"task": f"{disposed.number}-1", "decision": FORWARD | {"category": "no-such-category"}}
    response = await post(disposed, "pusat", body)
    assert code(response) == (409, "task_not_open")
    told = response.json()
    assert (told["kind"], told["decided_by_name"]) == ("forward", "Ratna Kusumawardani")
    assert told["decided_at"] == (await disposed.facts())[1]["at"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ({"kind": "extend", "clock": "response", "days": 8, "reason": REASON}, "extension_limit"),
        ({"kind": "extend", "clock": "verification", "days": 1, "reason": REASON}, "clock_not_extendable"),
    ],
)
async def test_a_rule_comes_last(disposed: Report, decision: dict[str, Any], expected: str) -> None:
    body = {"task": disposed.task, "decision": decision}
    assert code(await post(disposed, "penghubung.kemenkes.layanan", body)) == (422, expected)


async def test_a_task_that_never_was_or_is_anothers_is_unknown(disposed: Report, people: People) -> None:
    other = await people.submit()
    for task in (other.task, f"{disposed.number}-99"):
        body = {"task": task, "decision": {"kind": "respond", "text": TEXT, "final": False}}
        response = await post(disposed, "penghubung.kemenkes.layanan", body)
        assert code(response) == (422, "unknown_task")


async def test_reporters_decisions_are_not_for_staff_nor_the_other_way_round(disposed: Report) -> None:
    body = {"task": disposed.task, "decision": {"kind": "withdraw"}}
    assert code(await post(disposed, "pusat", body)) == (403, "not_allowed")
    assert code(await disposed.reply("respond", text=TEXT, final=True)) == (403, "not_allowed")


async def test_unknown_agencies_units_and_officers_are_refused(people: People) -> None:
    report = await people.submit()
    assert code(await report.forward(agency="nobody")) == (422, "unknown_agency")
    nobody = await report.decide("pimpinan.pusat", "reassign", to="admin.kemenkes")
    assert code(nobody) == (422, "unknown_officer")
    assert (await report.decide("pimpinan.pusat", "reassign", to="pusat")).status_code == 200
    await report.forward()
    assert code(await report.decide("admin.kemenkes", "dispose", unit="nobody")) == (422, "unknown_unit")
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    moved = await report.decide("pimpinan.kemenkes", "reassign", to="umum")
    assert (moved.status_code, moved.json()["unit"]) == (200, "umum")


async def test_unknown_numbers_and_mistyped_ones_are_told_apart(people: People, http: AsyncClient) -> None:
    unknown = "0000-0000-0000-0"
    assert code(await people.get("pusat", f"/v1/reports/{unknown}")) == (404, "not_found")
    assert code(await people.get("pusat", "/v1/reports/nonsense%00")) == (404, "not_found")
    mistyped = await people.get("pusat", "/v1/reports/0000-0000-0000-1")
    assert code(mistyped) == (422, "tracking_number_check")
    tracked = await http.get("/v1/reports/0000-0000-0000-1/track", headers={"Report-Pin": "1"})
    assert code(tracked) == (422, "tracking_number_check")


async def test_the_asynchronous_way_tells_404_403_and_malformed_at_once(disposed: Report) -> None:
    later = {"Prefer": "respond-async"}
    body = {"task": disposed.task, "decision": {"kind": "respond", "text": TEXT, "final": False}}
    assert code(await post(disposed, "admin.pemprov-aceh", body, **later)) == (404, "not_found")
    assert code(await post(disposed, "pusat", body, **later)) == (403, "not_allowed")
    short = {"task": disposed.task, "decision": {"kind": "respond", "text": "x", "final": False}}
    assert code(await post(disposed, "penghubung.kemenkes.layanan", short, **later)) == (422, "malformed")


async def test_the_asynchronous_way_makes_a_refusal_a_fact(people: People) -> None:
    report = await people.submit()
    closed = report.task
    await report.forward()
    body = {"task": closed, "decision": FORWARD}
    response = await post(report, "pusat", body, Prefer="wait=5, respond-async")
    assert response.status_code == 202
    assert response.headers["Preference-Applied"] == "respond-async"
    last = (await report.facts())[-1]
    async with asyncio.timeout(10):
        while last["kind"] != "decision_refused":
            await asyncio.sleep(0.05)
            last = (await report.facts())[-1]
    assert last["data"]["refusal"]["code"] == "task_not_open"


@pytest.fixture(scope="module")
async def withdrawn(people: People) -> Report:
    """A report that was answered and then withdrawn."""
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    assert (await report.reply("withdraw")).status_code == 200
    return report


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        # 403: no task of this report ever gave the reporter that
        ({"kind": "complete"}, (403, "not_allowed")),
        ({"kind": "complete", "text": TEXT}, (403, "not_allowed")),
        ({"kind": "dispose"}, (403, "not_allowed")),
        # malformed before 409
        ({"kind": "confirm", "rating": 9}, (422, "malformed")),
        ({"kind": "confirm", "rating": 4}, (409, "task_not_open")),
        ({"kind": "dispute"}, (422, "malformed")),
        ({"kind": "dispute", "reason": REASON}, (409, "task_not_open")),
        ({"kind": "withdraw", "reason": "x"}, (422, "malformed")),
        ({"kind": "withdraw"}, (409, "task_not_open")),
        ({"kind": "remark", "text": 5}, (422, "malformed")),
        ({"kind": "remark", "text": TEXT}, (409, "task_not_open")),
        ({"kind": "reopen"}, (422, "malformed")),
    ],
)
async def test_reporters_meet_refusals_in_the_same_order_on_a_closed_report(
    withdrawn: Report, decision: dict[str, Any], expected: tuple[int, str]
) -> None:
    facts = len(await withdrawn.facts())
    wrong_pin = {"Report-Pin": f"{(int(withdrawn.pin) + 1) % 10**6:06}"}
    body = {"decision": decision}
    nobody = await withdrawn.http.post(f"{withdrawn.url}/replies", json=body, headers=wrong_pin)
    assert code(nobody) == (401, "wrong_pin")
    assert code(await withdrawn.reply(**decision)) == expected
    assert len(await withdrawn.facts()) == facts


@pytest.mark.parametrize("decision", [{"kind": "complete"}, {"kind": "complete", "text": TEXT}])
async def test_reporters_are_refused_in_plain_words(withdrawn: Report, decision: dict[str, Any]) -> None:
    never = (await withdrawn.reply(**decision)).json()
    assert never["detail"] == "This can't be done with your report as it stands now."
    late = (await withdrawn.reply("confirm", rating=4)).json()
    assert late["detail"] == "Your report has moved on since; this can't be done any more."
    assert (late["kind"], late["decided_by_role"]) == ("withdraw", "reporter")
    staff = await withdrawn.decide("admin.kemenkes", "approve", task=f"{withdrawn.number}-1")
    assert "role" in staff.json()["detail"]


async def test_a_reporter_cant_answer_for_the_task_of_another_report(
    withdrawn: Report, people: People
) -> None:
    asked = await people.submit()
    await asked.decide("pusat", "ask_reporter", question=TEXT)
    task = (await asked.track()).json()["task"]["id"]
    body = {"task": task, "decision": {"kind": "complete", "text": TEXT}}
    headers = {"Report-Pin": withdrawn.pin}
    response = await people.http.post(f"{withdrawn.url}/replies", json=body, headers=headers)
    assert code(response) == (422, "unknown_task")
    assert (await asked.track()).json()["stage"] == "awaiting_reporter"


async def test_reporters_are_not_told_which_officer_ended_their_report(people: People) -> None:
    report = await people.submit()
    await report.decide("pusat", "archive", reason="unclear", note=REASON)
    late = (await report.reply("withdraw")).json()
    assert (late["code"], late["decided_by_role"]) == ("task_not_open", "national_admin")
    assert late["decided_by"] is None


async def test_a_reassignment_to_nobody_says_whether_it_takes_a_unit_or_a_person(disposed: Report) -> None:
    for to in ("budi", "penghubung.kemenkes.umum"):
        answer = await disposed.decide("pimpinan.kemenkes", "reassign", to=to)
        assert code(answer) == (422, "unknown_unit")
        assert answer.json()["detail"].startswith(
            "At this stage a task goes to a unit of the agency, not to a person"
        )
        assert to not in answer.json()["detail"]


async def test_before_follow_up_it_says_that_a_person_is_meant(people: People) -> None:
    report = await people.submit()
    for to in ("budi", "layanan"):
        answer = await report.decide("pimpinan.pusat", "reassign", to=to)
        assert code(answer) == (422, "unknown_officer")
        assert answer.json()["detail"].startswith("At this stage a task goes to a person of its owner's role")
