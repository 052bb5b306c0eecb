"""Whoever looks at what people wrote, or at a confidential report, is noted before they see any of it."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx import Headers

from api.services import Services
from records.database import pool_of
from tests.api.looks import WHY, Noted, theirs
from tests.api.people import TEXT, People


async def test_whoever_opens_texts_is_noted_and_whoever_reads_sealed_ones_is_not(
    people: People, noted: Noted
) -> None:
    report = await people.submit()
    await report.forward()
    for who in ("pusat", "admin.kemenkes", "auditor"):
        assert (await report.get(who)).json()["text"]
        assert await noted.acts() == [(who, "read_personal", [report.number])]
    assert (await report.facts("pimpinan.kemenkes"))[0]["data"]["title"]
    assert await noted.acts() == [("pimpinan.kemenkes", "read_personal", [report.number])]
    await report.facts(form="sealed")
    explained = await report.get("pusat", "/clocks/verification/explanation")
    assert explained.status_code == 200
    await people.get("pusat", "/v1/figures")
    assert await noted.acts() == []


async def test_who_is_refused_saw_nothing_and_is_not_noted(people: People, noted: Noted) -> None:
    report = await people.submit(confidential=True)
    assert (await report.get("admin.kemenkes")).status_code == 404
    assert (await report.get("pusat", "/history")).status_code == 403
    assert (await people.get("pusat", "/v1/accesses")).status_code == 403
    assert await noted.acts() == []


async def test_audits_are_noted_whatever_they_show(people: People, noted: Noted) -> None:
    report = await people.submit()
    await report.get("auditor", "/history")
    await report.get("pusat", "/timeline")
    assert await noted.acts() == [
        ("auditor", "audit_history", [report.number]),
        ("pusat", "timeline", [report.number]),
    ]
    assert (await report.get("pusat", at="1")).json()["text"]
    assert sorted(act for _, act, _ in await noted.acts()) == ["read_personal", "timeline"]


async def test_a_list_is_one_entry_with_the_reports_whose_titles_it_shows(
    people: People, noted: Noted
) -> None:
    shown = await people.submit(anonymous=True)
    await shown.forward(title="Judul yang dilepas", agency="pemprov-aceh")
    withheld = await people.submit(anonymous=True)
    await withheld.forward(title="Judul yang dilepas", agency="pemprov-aceh")
    await withheld.decide("admin.pemprov-aceh", "decline", reason="bukan wewenang kami")
    await noted.later()
    items = (await people.get("admin.pemprov-aceh", "/v1/reports")).json()["items"]
    titles = {each["tracking_number"]: each["title"] for each in items}
    assert (titles[shown.number], titles[withheld.number]) == ("Judul yang dilepas", None)
    ((who, act, named),) = await noted.acts()
    assert (who, act, set(named)) == (
        "admin.pemprov-aceh",
        "read_personal",
        {number for number, title in titles.items() if title},
    )
    tasks = (await people.get("admin.pemprov-aceh", "/v1/tasks")).json()["items"]
    ((_, act, named),) = await noted.acts()
    assert (act, named) == ("read_personal", [each["tracking_number"] for each in tasks])
    await people.get("penghubung.pemkab-jayapura.umum", "/v1/tasks")
    assert await noted.acts() == []


async def test_of_a_confidential_report_even_its_state_is_noted(people: People, noted: Noted) -> None:
    report = await people.submit(confidential=True)
    number = report.number
    await noted.later()
    assert await report.facts("pusat", form="sealed")
    assert await noted.acts() == [("pusat", "read_confidential", [number])]
    assert (await report.get("pusat", "/clocks/verification/explanation")).status_code == 200
    assert await noted.acts() == [("pusat", "read_confidential", [number])]
    await report.get("auditor")
    assert await noted.acts() == [
        ("auditor", "read_confidential", [number]),
        ("auditor", "read_personal", [number]),
    ]
    await people.get("pimpinan.pusat", "/v1/reports", limit=5)
    confidential, personal = await noted.acts()
    assert confidential[:2] == ("pimpinan.pusat", "read_confidential")
    assert number in confidential[2]
    assert set(confidential[2]) <= set(personal[2])
    decided = await report.forward()  # a fact itself
    assert (decided.status_code, await noted.acts()) == (200, [])


async def test_an_opened_identity_is_noted_by_the_fact_that_says_why(people: People, noted: Noted) -> None:
    report = await people.submit(anonymous=True)
    headers = await people.headers("pusat") | {"Idempotency-Key": "sekali", "Access-Reason": "x"}
    for _ in "12":
        opened = await people.http.post(
            f"{report.url}/identity", json={"reason": "perlindungan saksi"}, headers=headers
        )
        assert opened.json()["reporter"]["name"]
    assert [(each.act, each.reports, each.reason) for each in await noted.later()] == [
        ("read_identity", [report.number], "fact 2")
    ] * 2


async def test_reporters_read_their_own_report_unnoted(people: People, noted: Noted) -> None:
    report = await people.submit(confidential=True)
    assert (await report.track()).json()["text"]
    explained = await report.http.get(
        f"{report.url}/clocks/verification/explanation", headers={"Report-Pin": report.pin}
    )
    assert explained.status_code == 200
    assert (await report.reply("remark", text="Tambahan dari pelapor sendiri.")).status_code == 200
    await report.http.get(f"{report.url}/accesses", headers={"Report-Pin": report.pin})
    assert await noted.acts() == []


async def test_but_a_followers_reporter_reads_somebody_elses_answers(people: People, noted: Noted) -> None:
    original, follower = await people.submit(), await people.submit()
    await follower.decide("pusat", "merge", into=original.number)
    await original.forward()
    await original.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    await noted.later()
    assert (await follower.track()).json()["answers"][0]["text"] == TEXT
    assert await noted.acts() == [(follower.number, "read_personal", [original.number])]
    told = await theirs(original)
    assert "reporter" not in {each["role"] for each in told}
    assert follower.number not in json.dumps(told)


async def test_messages_of_a_confidential_report_are_noted_and_of_others_not(
    people: People, noted: Noted
) -> None:
    plain, confidential = await people.submit(), await people.submit(confidential=True)
    for report in (plain, confidential):
        await report.decide("pusat", "ask_reporter", question="Di mana persisnya lampu itu?")
    await noted.later()
    for report in (plain, confidential):
        shown = await people.get("auditor", "/v1/messages", report=report.number)
        assert {each["report"] for each in shown.json()["items"]} == {report.number}
    assert await noted.acts() == [("auditor", "read_confidential", [confidential.number])]


async def test_a_reason_is_noted_where_it_is_given(people: People, noted: Noted) -> None:
    report = await people.submit()
    headers = await people.headers("auditor")
    answered = await people.http.get(report.url, headers=headers | {"Access-Reason": quote(WHY)})
    assert answered.status_code == 200
    assert [each.reason for each in await noted.later()] == [WHY]
    plainly = "Permintaan Ombudsman 12/2026"
    await people.http.get(report.url, headers=headers | {"Access-Reason": plainly})
    assert [each.reason for each in await noted.later()] == [plainly]


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("pendek", "must have 10 to 500 characters"),
        ("x" * 501, "must have 10 to 500 characters"),
        ("", "must have 10 to 500 characters"),
        (quote("alasan dengan \0 di dalamnya"), "must not contain control characters other than line breaks"),
        ("alasan dengan %ff di dalamnya", "must be percent-encoded UTF-8"),
        ("alasan dengan %ed%a0%80 separuh huruf", "must be percent-encoded UTF-8"),
        ("alasan dengan é di dalamnya", "must be percent-encoded UTF-8"),
    ],
)
async def test_a_reason_that_cannot_be_read_opens_nothing(
    people: People, noted: Noted, reason: str, message: str
) -> None:
    report = await people.submit()
    headers = Headers(await people.headers("auditor") | {"Access-Reason": reason}, encoding="utf-8")
    refused = await people.http.get(report.url, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
    (error,) = refused.json()["errors"]
    assert error["field"] == "Access-Reason"
    assert error["message"].startswith(message)
    assert await noted.acts() == []


async def test_what_cannot_be_noted_is_not_shown(
    people: People, services: Services, noted: Noted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    report, confidential = await people.submit(), await people.submit(confidential=True)
    nowhere = f"postgresql:///nobody?host={tmp_path}"
    async with pool_of(nowhere, patience=0.2) as away:
        with monkeypatch.context() as patched:
            patched.setattr(services.accesses, "_pool", away)
            for path in ("", "/facts", "/timeline"):
                refused = await report.get("auditor", path)
                assert (refused.status_code, refused.json()["code"]) == (503, "access_not_recorded")
                assert "Retry-After" in refused.headers
                assert "Lampu" not in refused.text
            assert (await people.get("pusat", "/v1/tasks")).status_code == 503
            assert (await confidential.get("pusat", "/facts", form="sealed")).status_code == 503
            assert (await report.get("pusat", "/facts", form="sealed")).status_code == 200
            assert (await report.track()).status_code == 200
            assert (await report.forward()).status_code == 200
    assert await noted.acts() == []
    assert (await report.get("auditor")).status_code == 200
