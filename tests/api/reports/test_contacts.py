"""A contact that its reporter corrects: sealed, told to the former one, and used from then on."""

import secrets
from typing import Any

from activities.letters import LetterSettings, compose_letter
from activities.mail import Letter
from api.services import Services
from records.database import rows
from records.reports import outbox
from tests.api.people import People, Report


async def submit(people: People, **changed: Any) -> Report:
    return await people.submit(
        reporter={"name": "Warga Contoh", "email": an_address(), "phone": "0812-3456-7890"}, **changed
    )


def an_address() -> str:
    return f"w{secrets.token_hex(6)}@contoh.invalid"


async def letters(services: Services, report: Report, *templates: str) -> list[Letter]:
    """The letters of these kinds as they leave, the oldest first."""
    await report.recorded()
    query = """select id from messages where report = %s and template = any(%s) and channel = 'email'
    order by fact, template"""
    ids = [each["id"] for each in await rows(services.pool, query, [report.number, list(templates)])]
    found = await outbox.read_letters(services.pool, ids)
    head = LetterSettings("Tuntas", None, services.settings.intake_secret)
    return sorted(
        [await compose_letter(each, services.keys, head) for each in found], key=lambda it: it.number
    )


async def calls_of(services: Services, report: Report) -> list[dict[str, Any]]:
    """Whom the centre is to call about the report, without the seconds that messages wait before."""
    await report.recorded()
    await rows(services.pool, "update messages set leaves_at = now() where report = %s", [report.number])
    calls: list[dict[str, Any]] = (await report.people.get("pusat", "/v1/tasks")).json()["calls"]
    return [each for each in calls if each["tracking_number"] == report.number]


async def shown_to(report: Report, who: str) -> Any:
    return (await report.get(who)).json()["reporter"]


async def test_the_former_address_is_told_and_the_new_one_gets_the_letters(
    people: People, services: Services
) -> None:
    report = await submit(people)
    (first,) = await letters(services, report, "submitted")
    new = an_address()
    answer = await report.reply("correct_contact", email=f" {new.replace('contoh', 'CONTOH')} ")
    assert answer.status_code == 200, answer.text
    corrected, replaced = await letters(services, report, "contact_corrected", "contact_replaced")
    assert (corrected.email, replaced.email) == (new, first.email)
    assert "Pelapor mengganti kontak" in replaced.body
    assert new not in replaced.body
    await report.forward()
    (forwarded,) = await letters(services, report, "forwarded")
    assert (forwarded.email, forwarded.name) == (new, "Warga Contoh")
    assert await shown_to(report, "admin.kemenkes") == {"name": "Warga Contoh", "email": new}
    assert answer.json()["timeline"][-1]["text"] == "Anda mengganti kontak Anda; kontak lama diberi tahu."


async def test_what_is_no_contact_is_refused(people: People) -> None:
    report = await submit(people)
    for fields, code in (
        ({}, "no_contact"),
        ({"email": "warga"}, "malformed"),
        ({"phone": "123"}, "malformed"),
        ({"email": "warga@contoh.invalid\nBcc: x@contoh.invalid"}, "malformed"),
    ):
        assert (await report.reply("correct_contact", **fields)).json()["code"] == code
    for _ in range(5):
        assert (await report.reply("correct_contact", email=an_address())).status_code == 200
    refused = await report.reply("correct_contact", email=an_address())
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (422, "contact_limit", 5)


async def test_who_now_has_a_telephone_only_is_called_and_the_former_address_is_written_to(
    people: People, services: Services
) -> None:
    report = await submit(people)
    await report.reply("correct_contact", phone="(0541) 123456 ext. 7")
    (told,) = await letters(services, report, "contact_corrected", "contact_replaced")
    assert "Pelapor mengganti kontak" in told.body
    (call,) = await calls_of(services, report)
    assert call["contact"] == {"name": "Warga Contoh", "phone": "+62541123456", "phone_note": "ext. 7"}
    await report.reply("correct_contact", phone="0812-3456-7899")
    said = {
        each["contact"]["phone"]: " ".join(message["text"] for message in each["messages"])
        for each in await calls_of(services, report)
    }
    assert "Pelapor mengganti kontak" in said["+62541123456"]
    assert "sudah diganti" in said["+6281234567899"]


async def test_an_anonymous_reporters_new_contact_is_hidden_like_the_first_one(people: People) -> None:
    report = await submit(people, anonymous=True)
    await report.forward()
    new = an_address()
    assert (await report.reply("correct_contact", email=new)).status_code == 200
    await report.recorded()
    for who in ("pusat", "auditor", "admin.kemenkes"):
        assert await shown_to(report, who) is None
        facts = (await report.get(who, "/facts")).text
        assert new not in facts
        assert "contact_corrected" in facts
    reason = {"reason": "menghubungi pelapor tentang laporannya"}
    headers = await people.headers("pusat")
    opened = await people.http.post(f"{report.url}/identity", json=reason, headers=headers)
    assert new in opened.text


async def test_a_new_pin_goes_to_the_contact_as_corrected_and_to_no_other(
    people: People, services: Services
) -> None:
    report = await submit(people)
    new = an_address()
    await report.reply("correct_contact", email=new)
    (old,) = await letters(services, report, "submitted")  # which is addressed as it would leave now
    assert old.email == new
    await people.http.post("/v1/pins", json={"phone": "081234567890", "tracking_number": report.number})
    assert await letters(services, report, "new_pin") == []
    await people.http.post("/v1/pins", json={"email": new})
    (letter,) = await letters(services, report, "new_pin")
    assert letter.email == new
