"""Everybody sees what they may, and nothing else."""

import asyncio
import json
from typing import Any

import pytest

from api.services import Services
from records.database import rows
from tests.api.people import FORM, REASON, TEXT, People, Report

NAME, MAIL, STREET = "Siti Penanda", "penanda@contoh.invalid", "Gang Penanda 7"
SUBMITTED = "Saya, Siti Penanda, melihat kejadian itu sendiri."
RELEASED = "Seorang warga melihat kejadian itu sendiri kemarin."
PLANTED = {
    "title": "Judul Penanda",
    "text": SUBMITTED,
    "location": {"region": "ID-AC", "address": STREET},
    "reporter": {"name": NAME, "email": MAIL},
}
SECRETS = (NAME, MAIL, STREET, SUBMITTED, "Judul Penanda")
STAFF = ("pusat", "pimpinan.pusat", "auditor")


async def everything(report: Report, who: str) -> str:
    """All that this reader can get about the report."""
    parts = [await report.get(who, path) for path in ("", "/facts")]
    parts.append(await report.get(who, "/facts", form="sealed"))
    parts += [await report.people.get(who, path) for path in ("/v1/reports", "/v1/tasks", "/v1/figures")]
    assert {part.status_code for part in parts} == {200}
    return "".join(part.text for part in parts)


@pytest.fixture(scope="module")
async def anonymous(people: People) -> Report:
    """An anonymous report, released to an agency in other words and answered there."""
    report = await people.submit(anonymous=True, **PLANTED)
    await report.forward(title="Kejadian kemarin", text=RELEASED)
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    return report


@pytest.mark.parametrize("who", ["admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan"])
async def test_agencies_see_what_was_released_of_an_anonymous_report(anonymous: Report, who: str) -> None:
    seen = await everything(anonymous, who)
    assert not [secret for secret in SECRETS if secret in seen]
    told = (await anonymous.get(who)).json()
    assert (told["title"], told["text"], told["reporter"]) == ("Kejadian kemarin", RELEASED, None)
    assert "original_text" not in told
    first = (await anonymous.facts(who))[0]
    assert set(first["withheld"]) == {"title", "text", "reporter.identity", "place.detail"}


@pytest.mark.parametrize("who", STAFF)
async def test_the_centre_sees_all_but_who_reported_anonymously(anonymous: Report, who: str) -> None:
    told = (await anonymous.get(who)).json()
    assert (told["text"], told["original_text"]) == (RELEASED, SUBMITTED)
    assert told["place"] == {"region": "ID-AC", "detail": {"address": STREET}}
    assert told["reporter"] is None
    assert MAIL not in await everything(anonymous, who)


async def test_only_the_national_admin_opens_an_identity_and_that_is_a_fact(people: People) -> None:
    report = await people.submit(anonymous=True, **PLANTED)
    body = {"reason": REASON}
    for who, status in (("pimpinan.pusat", 403), ("auditor", 403), ("admin.kemenkes", 404)):
        headers = await people.headers(who)
        refused = await people.http.post(f"{report.url}/identity", json={}, headers=headers)
        assert refused.status_code == status
        refused = await people.http.post(f"{report.url}/identity", json=body, headers=headers)
        assert refused.status_code == status
    headers = await people.headers("pusat")
    short = await people.http.post(f"{report.url}/identity", json={"reason": "x"}, headers=headers)
    assert (short.status_code, short.json()["errors"][0]["field"]) == (422, "decision.reason")
    opened = await people.http.post(f"{report.url}/identity", json=body, headers=headers)
    assert opened.json()["reporter"] == {"name": NAME, "email": MAIL}
    last = (await report.facts())[-1]
    assert (last["kind"], last["data"]["reason"]) == ("identity_opened", REASON)
    known = await people.submit()
    response = await people.http.post(f"{known.url}/identity", json=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "not_anonymous")


async def test_who_reports_openly_is_known_to_those_who_read(people: People) -> None:
    report = await people.submit(**PLANTED)
    await report.forward()
    for who in (*STAFF, "admin.kemenkes"):
        assert (await report.get(who)).json()["reporter"] == {"name": NAME, "email": MAIL}


async def test_an_agency_that_declined_sees_the_report_as_it_left_it(people: People) -> None:
    report = await people.submit()
    await report.forward()
    declined = await report.decide("admin.kemenkes", "decline", reason=REASON)
    assert declined.status_code == 200, declined.text
    left = (await report.get("admin.kemenkes")).json()
    await report.forward(agency="pemprov-aceh", text="Naskah yang hanya untuk instansi kedua.")
    await report.decide("admin.pemprov-aceh", "dispose", unit="umum")
    seen = (await report.get("admin.kemenkes")).json()
    assert {**seen, "source": None} == {**left, "source": None}
    assert (seen["stage"], seen["agency"]) == ("central_verification", "kemenkes")
    kinds = [fact["kind"] for fact in await report.facts("admin.kemenkes")]
    assert kinds == [fact["kind"] for fact in await report.facts()][: len(kinds)]
    assert kinds[-1] == "declined"
    assert "instansi kedua" not in await everything(report, "admin.kemenkes")
    assert (await report.get("penghubung.kemenkes.layanan")).status_code == 404
    assert (await report.get("penghubung.pemprov-aceh.umum")).status_code == 200
    assert (await report.get("penghubung.pemprov-aceh.layanan")).status_code == 404


async def test_what_an_anonymous_reporter_tells_the_centre_stays_there(people: People) -> None:
    report = await people.submit(anonymous=True)
    await report.decide("pusat", "ask_reporter", question="Apakah Anda bersedia dihubungi?")
    asked = (await report.track()).json()
    assert (asked["question"], asked["task"]["id"]) == (
        "Apakah Anda bersedia dihubungi?",
        f"{report.number}-2",
    )
    completed = await report.reply("complete", text="Ya, hubungi penanda@contoh.invalid saja.")
    assert completed.status_code == 200, completed.text
    report.task = f"{report.number}-3"
    await report.decide(
        "pusat", "correct", text="Naskah pusat yang belum dilepas ke siapa pun.", reason=REASON
    )
    await report.forward(text=RELEASED)
    seen = await everything(report, "admin.kemenkes")
    assert "penanda@contoh.invalid" not in seen
    assert "belum dilepas" not in seen
    assert "bersedia dihubungi" not in seen
    assert "penanda@contoh.invalid" in await everything(report, "pusat")


async def test_a_followers_reporter_sees_the_originals_answers_and_nothing_else_of_it(people: People) -> None:
    original = await people.submit(title="Judul laporan asal")
    follower = await people.submit(title="Judul laporan pengikut")
    to_itself = await follower.decide("pusat", "merge", into=follower.number)
    assert (to_itself.status_code, to_itself.json()["code"]) == (422, "merge_target")
    merged = await follower.decide("pusat", "merge", into=original.number.lower().replace("-", ""))
    assert (merged.status_code, merged.json()["merged_into"]) == (200, original.number), merged.text
    await original.forward()
    await original.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    view = await follower.track()
    told = view.json()
    assert (told["stage"], told["merged"], told["answers"][0]["text"]) == ("merged", True, TEXT)
    assert original.number not in view.text
    assert "asal" not in view.text
    seen = await original.track()
    assert follower.number not in seen.text
    again = await people.submit()
    into_follower = await again.decide("pusat", "merge", into=follower.number)
    assert (into_follower.status_code, into_follower.json()["code"]) == (422, "merge_target")
    split = await follower.decide("pusat", "split", task=None, reason=REASON)
    assert (split.status_code, split.json()["stage"]) == (200, "central_verification")


ANSWER: dict[str, Any] = {
    "text": "Jawaban penanda kepada pelapor asal, lengkap.",
    "evidence": ["surat-penanda-7.pdf"],
}


async def answered_into(people: People, **original_is: bool) -> tuple[Report, Report]:
    """A report merged into one of that kind, which has an answer; whoever merges says that they know."""
    original, follower = await people.submit(**PLANTED, **original_is), await people.submit()
    merged = await follower.decide("pusat", "merge", into=original.number, acknowledged=True)
    assert merged.status_code == 200, merged.text
    await original.forward()
    answer = await original.decide("admin.kemenkes", "respond", **ANSWER, final=True, outcome="redirected")
    assert answer.status_code == 200, answer.text
    return original, follower


@pytest.mark.parametrize("anonymous", [False, True])
async def test_a_followers_reporter_sees_that_a_confidential_original_was_answered_and_not_what(
    people: People, anonymous: bool
) -> None:
    original, follower = await answered_into(people, confidential=True, anonymous=anonymous)
    own = await original.track()
    assert own.json()["answers"][0]["text"] == ANSWER["text"]
    remarked = await follower.reply("remark", text="Kapan laporan saya ini ditangani?")
    assert remarked.status_code == 200, remarked.text
    for view in (await follower.track(), remarked):
        told = view.json()
        assert told["original"] == {"stage": "reporter_reply", "answered": True}
        (answer,) = told["answers"]
        assert (answer["final"], answer["outcome"], answer["text"]) == (True, "redirected", None)
        assert set(answer["withheld"]) == {"text", "evidence.0"}
        seen = view.text.lower()
        assert not [part for part in (*SECRETS, "penanda", original.number) if part.lower() in seen]
    noted = (await people.get("auditor", "/v1/accesses", report=original.number)).json()["items"]
    acts = {each["act"] for each in noted if each["actor"]["role"] == "reporter"}
    assert acts == {"read_confidential"}


async def test_a_followers_reporter_reads_an_anonymous_originals_answer_and_nothing_of_who_reported(
    people: People,
) -> None:
    original, follower = await answered_into(people, anonymous=True)
    view = await follower.track()
    (answer,) = view.json()["answers"]
    assert (answer["text"], answer["evidence"], answer["withheld"]) == (*ANSWER.values(), [])
    assert not [part for part in (*SECRETS, original.number) if part in view.text]


@pytest.mark.parametrize(("flag", "other"), [("anonymous", "confidential"), ("confidential", "anonymous")])
async def test_merging_into_a_report_that_withholds_something_is_refused_until_that_is_acknowledged(
    people: People, flag: str, other: str
) -> None:
    original, follower = await people.submit(**{flag: True}), await people.submit()
    key = f"merge-{follower.number}"
    before = len(await follower.facts())
    refused = await follower.decide("pusat", "merge", key, into=original.number)
    told = refused.json()
    assert (refused.status_code, told["code"]) == (422, "merge_not_acknowledged"), refused.text
    assert (told[flag], told[other], told["into"]) == (True, False, original.number)
    assert len(await follower.facts()) == before
    outside = await follower.decide("admin.kemenkes", "merge", into=original.number)
    assert outside.status_code == 404, "who may not merge learns nothing of the original"
    merged = await follower.decide("pusat", "merge", key, into=original.number, acknowledged=True)
    assert (merged.status_code, merged.json()["stage"]) == (200, "merged"), merged.text


@pytest.mark.parametrize("flag", ["anonymous", "confidential"])
@pytest.mark.parametrize("sent", [{}, {"acknowledged": False}])
async def test_such_a_merge_that_nobody_waited_for_becomes_a_refused_fact_and_may_be_decided_again(
    people: People, flag: str, sent: dict[str, bool]
) -> None:
    original, follower = await people.submit(**{flag: True}), await people.submit()
    body = {"task": follower.task, "decision": {"kind": "merge", "into": original.number, **sent}}
    headers = await people.headers("pusat") | {"Prefer": "respond-async", "Idempotency-Key": "k" * 20}
    for _ in range(2):
        taken = await people.http.post(f"{follower.url}/decisions", json=body, headers=headers)
        assert taken.status_code == 202, taken.text
    async with asyncio.timeout(10):
        while len(facts := await follower.facts()) < 2:
            await asyncio.sleep(0.05)
    assert [fact["kind"] for fact in facts] == ["submitted", "decision_refused"]
    refusal = facts[1]["data"]["refusal"]
    told = {name: refusal[name] for name in ("code", "status", "into", "anonymous", "confidential")}
    assert told == {
        "code": "merge_not_acknowledged",
        "status": 422,
        "into": original.number,
        "anonymous": flag == "anonymous",
        "confidential": flag == "confidential",
    }
    assert (await follower.get("pusat", source="live")).json()["stage"] == "central_verification"
    assert len(await original.facts()) == 1
    merged = await follower.decide("pusat", "merge", into=original.number, acknowledged=True)
    assert (merged.status_code, merged.json()["stage"]) == (200, "merged"), merged.text


async def test_an_anonymous_report_is_merged_into_an_ordinary_one_as_ever(people: People) -> None:
    follower, original = await people.submit(anonymous=True, confidential=True), await people.submit()
    merged = await follower.decide("pusat", "merge", into=original.number)
    assert merged.status_code == 200, merged.text


async def test_nothing_planted_leaks_into_engine_record_or_figures(
    people: People, services: Services
) -> None:
    report = await people.submit(**PLANTED)
    await report.forward()
    history = await report.get("auditor", "/history")
    assert history.json()["events"][0]["eventType"] == "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED"
    sealed = json.dumps(await report.facts(form="sealed"))
    metrics = (await people.http.get("/metrics")).text
    kept = []
    for table in ("facts", "reports", "tasks", "messages", "declines", "lapses"):
        kept += await rows(services.pool, f"select to_jsonb(t) from {table} as t")  # noqa: S608  # constants
    for text in (history.text, sealed, metrics, str(kept)):
        assert not [secret for secret in (*SECRETS, FORM["reporter"]["email"]) if secret in text]
    assert report.number not in metrics


async def test_histories_are_for_auditors(people: People) -> None:
    report = await people.submit()
    assert (await report.get("pusat", "/history")).status_code == 403
    assert (await report.get("admin.kemenkes", "/history")).status_code == 404
