"""However often and from wherever a decision is sent: it stands once, and is answered alike."""

import asyncio
import secrets

from tests.api.people import FORM, FORWARD, REASON, TEXT, People, Report


async def test_one_key_fifty_times_in_parallel_is_one_fact_and_equal_answers(people: People) -> None:
    report = await people.submit()
    key, task = secrets.token_hex(8), report.task
    sent = (report.decide("pusat", key=key, task=task, **FORWARD) for _ in range(50))
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert [fact["kind"] for fact in await report.facts()] == ["submitted", "forwarded"]


async def test_a_repeat_is_answered_as_the_first_time_however_the_report_went_on(people: People) -> None:
    report = await people.submit()
    task = report.task
    first = await report.decide("pusat", key="once", **FORWARD)
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    again = await report.decide("pusat", key="once", task=task, **FORWARD)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Key"] == "once"


async def test_one_key_with_another_content_is_refused(people: People) -> None:
    report = await people.submit()
    task = report.task
    await report.decide("pusat", key="reused", **FORWARD)
    other = await report.decide("pusat", key="reused", task=task, **FORWARD | {"agency": "pemprov-aceh"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_update_and_signal_share_their_keys(people: People) -> None:
    report = await people.submit()
    body = {"task": report.task, "decision": FORWARD}
    headers = await people.headers("pusat") | {"Idempotency-Key": "mixed"}
    url = f"{report.url}/decisions"
    later = headers | {"Prefer": "respond-async"}
    sent = [people.http.post(url, json=body, headers=later if n % 2 else headers) for n in range(10)]
    answers = await asyncio.gather(*sent)
    assert [answer.status_code for answer in answers] == [200, 202] * 5
    assert len({answer.text for answer in answers[::2]}) == 1
    await report.decide("pimpinan.kemenkes", "nudge", task=f"{report.number}-2", note=REASON)
    assert [fact["kind"] for fact in await report.facts()] == ["submitted", "forwarded", "nudged"]


async def test_of_fifty_differing_decisions_one_stands_and_the_others_are_told(people: People) -> None:
    report = await people.submit()
    task = report.task

    def ruling(n: int) -> dict[str, str]:
        return {"agency": ("kemenkes", "pemprov-aceh", "pemkab-jayapura")[n % 3]}

    sent = (report.decide("pusat", task=task, **FORWARD | ruling(n)) for n in range(50))
    answers = await asyncio.gather(*sent)
    stands = [answer for answer in answers if answer.status_code == 200]
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert (len(stands), len(refused)) == (1, 49)
    (told,) = {(each["decided_by_name"], each["decided_at"], each["kind"]) for each in refused}
    assert told == ("Ratna Kusumawardani", (await report.facts())[1]["at"], "forward")
    assert len(await report.facts()) == 2


async def test_without_a_key_the_server_makes_one(people: People) -> None:
    report = await people.submit()
    response = await people.http.post(
        f"{report.url}/decisions",
        json={"task": report.task, "decision": FORWARD},
        headers=await people.headers("pusat"),
    )
    assert response.status_code == 200
    assert len(response.headers["Idempotency-Key"]) > 20


async def test_thirty_intakes_with_one_key_are_one_report(people: People) -> None:
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    sent = (people.http.post("/v1/reports", json=FORM, headers=headers) for _ in range(30))
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    number = answers[0].json()["tracking_number"]
    report = Report(people.http, people, number, answers[0].json()["pin"], None)
    assert [fact["kind"] for fact in await report.facts()] == ["submitted"]


async def test_an_intake_key_with_another_content_tells_neither_number_nor_pin(people: People) -> None:
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    first = await people.http.post("/v1/reports", json=FORM, headers=headers)
    other = await people.http.post("/v1/reports", json=FORM | {"title": "Lain"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert first.json()["tracking_number"] not in other.text
    assert first.json()["pin"] not in other.text


async def test_a_finished_report_still_answers_known_keys_and_refuses_the_rest(people: People) -> None:
    report = await people.submit()
    await report.forward()
    task = report.task
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    confirmed = await report.reply("confirm", key="end", rating=4)
    again = await report.reply("confirm", key="end", rating=4)
    assert (again.status_code, again.json()) == (200, confirmed.json())
    reused = await report.reply("confirm", key="end", rating=1)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    late = await report.decide("admin.kemenkes", "respond", task=task, text=TEXT, final=True)
    assert (late.status_code, late.json()["decided_by_name"]) == (409, "Dewi Lestari")
    late = await report.reply("confirm", rating=4)
    assert (late.status_code, late.json()["decided_by_role"]) == (409, "reporter")
    assert late.json()["decided_by"] == report.number
    reopening = await report.reply("reopen", reason=REASON)
    assert (reopening.status_code, reopening.json()["code"]) == (422, "reopening_over")
