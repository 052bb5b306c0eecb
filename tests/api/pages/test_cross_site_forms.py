"""Every form of every page is taken only from a page of ours, with the token of its own session."""

import pytest
from fastapi import FastAPI

from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import SITE, Visitor
from tests.api.pages.walk import list_routes
from tests.api.people import People, Report

OWN = {"Sec-Fetch-Site": "same-origin", "Origin": SITE}
FOREIGN = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://jahat.invalid"},
    "another site of an old browser": {"Origin": "https://jahat.invalid"},
    "a sister's site": {"Sec-Fetch-Site": "same-site"},
    "nowhere": {},
}
TOKENS = {"no token": "", "another session's token": "another"}
FORMS = sorted(route.removeprefix("POST ") for route in list_routes() if route.startswith("POST "))
TYPED = {
    "step": "send",
    "go": "send",
    "act": "claim",
    "text": "Ditulis oleh situs lain.",
    "nomor": "68DH-4VQN-FE1B-P",
    "username": "pusat",
    "password": PASSWORD,
    "current": PASSWORD,
    "new": "another-long-password",
}


@pytest.fixture(scope="module")
async def report(people: People) -> Report:
    return await (await people.submit()).recorded()


@pytest.fixture(scope="module")
async def staff(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    await visitor.open("/akun")
    return visitor


@pytest.fixture(scope="module")
async def reporter(app: FastAPI, report: Report) -> Visitor:
    visitor = Visitor(app)
    await visitor.open("/lacak")
    await visitor.send("/lacak", nomor=report.number, pin=report.pin)
    return visitor


@pytest.fixture(scope="module")
async def bulk(staff: Visitor, report: Report) -> str:
    """A list of tasks that the admin has ticked."""
    listed = await staff.send("/sekaligus", step="ticked", task=str(report.task), follow=False)
    await staff.open("/akun")
    return listed.headers["Location"].rpartition("/")[2]


@pytest.mark.parametrize("route", FORMS)
async def test_a_form_of_another_site_or_session_is_refused_and_does_nothing(
    staff: Visitor, reporter: Visitor, report: Report, bulk: str, route: str
) -> None:
    visitor, other = (reporter, staff) if route.startswith("/lacak/{tn}") else (staff, reporter)
    if route.startswith("/lapor"):
        await visitor.open("/lapor")
    told = {"kind": "archive", "path": "keterangan", "id_": "1", "bulk": bulk, "audit": "0" * 32}
    told |= {"tn": report.number, "agency": "kemenkes", "year": "2026"}
    path = route.format_map(told)
    own = {name: value for name, value in visitor.hidden.items() if name in {"form_token", "key"}}
    tries = [(headers, own) for headers in FOREIGN.values()]
    tries += [(OWN, own | {"form_token": token and other.hidden["form_token"]}) for token in TOKENS.values()]
    facts = await report.facts()
    for headers, form in tries:
        answer = await visitor.client.post(path, data={**TYPED, **form}, headers=headers)
        assert answer.status_code == 403, (headers, answer.text)
    assert await report.facts() == facts
    assert (await staff.client.get("/tugas")).status_code == 200
    assert (await reporter.client.get(f"/lacak/{report.number}")).status_code == 200


async def test_a_form_and_its_cookie_do_nothing_after_the_sign_out(app: FastAPI, report: Report) -> None:
    visitor, path = Visitor(app), f"/laporan/{report.number}/keputusan/note"
    await visitor.sign_in("pusat", PASSWORD)
    await visitor.open(path)
    form, cookie = {**visitor.hidden, **TYPED}, visitor.client.cookies["tuntas"]
    await visitor.send("/keluar")
    visitor.client.cookies.set("tuntas", cookie)
    facts = await report.facts()
    page = await visitor.client.post(path, data=form, headers=OWN)
    assert "Tulisan Anda tetap tersimpan" in page.text
    assert await report.facts() == facts


@pytest.mark.parametrize("field", ["/laporan/{tn}/klaim", "/laporan/{tn}/keputusan/note"])
async def test_no_form_leads_to_another_site(app: FastAPI, report: Report, field: str) -> None:
    visitor, path = Visitor(app), field.format(tn=report.number)
    await visitor.sign_in("pusat", PASSWORD)
    await visitor.open(f"/laporan/{report.number}/keputusan/note")
    for origin in ("//jahat.invalid/tugas", "https://jahat.invalid/tugas", "/\\jahat.invalid"):
        await visitor.open(f"/laporan/{report.number}/keputusan/note")
        answer = await visitor.send(path, {**TYPED, "from": origin}, follow=False)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(("/laporan/", "/tugas"))
        assert "jahat" not in answer.headers["Location"]
