"""Calendar and decrees on pages: a decree is reviewed, confirmed by its number, and entered once."""

import pytest
from fastapi import FastAPI

from api.services import Services
from records.decrees import stored_calendars
from tests.api.conftest import PASSWORD
from tests.api.decreeing import working_day_before
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report

NUMBER = "SKB 12/2026, 3/2026"
NEW, ONE = "/kalender/keputusan/baru", f"/kalender/keputusan/rincian?nomor={NUMBER}"
VALUES = {"number": NUMBER, "title": "Cuti bersama tambahan", "issued_on": "2026-01-05", "place": "ID"}


@pytest.fixture(scope="module")
async def centre(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    return visitor


@pytest.fixture(scope="module")
async def report(people: People) -> Report:
    """An open report, of which a day off before its due day moves the verification."""
    return await (await people.submit()).recorded()


async def typed(report: Report, services: Services) -> dict[str, str]:
    state = (await report.get("pusat")).json()
    due_on = next(each["due_on"] for each in state["clocks"] if each["name"] == "verification")
    return VALUES | {"non_working": f"{working_day_before(services, due_on)} Cuti Bersama"}


async def test_a_decree_is_reviewed_confirmed_by_its_number_and_entered_once(
    centre: Visitor, people: People, services: Services, report: Report
) -> None:
    values = await typed(report, services)
    await centre.open(NEW)
    await centre.send(NEW, values, step="preview")
    assert "1 laporan terbuka akan bergeser" in centre.text
    assert "tenggat menjadi lebih lambat" in centre.text
    assert (await people.get("pusat", f"/v1/decrees/{NUMBER}")).status_code == 404, "a review changes nothing"
    reviewed = centre.page
    wrong = await centre.send(NEW, step="enact", confirmation="SKB 13/2026")
    assert wrong.status_code == 422
    assert "Ketik nomor keputusan persis seperti di atas." in centre.text
    assert (await people.get("pusat", f"/v1/decrees/{NUMBER}")).status_code == 404
    sent = []
    for _ in range(2):
        centre.page = reviewed
        sent.append(await centre.send(NEW, step="enact", confirmation=NUMBER))
        assert "Penghitungan ulang laporan terbuka" in centre.text
    assert [each.url.path for each in sent] == ["/kalender/keputusan/rincian"] * 2
    retimings = (await people.get("pusat", "/v1/retimings")).json()["items"]
    assert [each["decree"] for each in retimings] == [NUMBER]
    await centre.open("/kalender/keputusan")
    assert NUMBER in centre.text
    day = values["non_working"][:10]
    await centre.open(f"/kalender?tahun={day[:4]}")
    assert f'id="hari-{day}"' in centre.page.text


async def test_what_changed_since_the_review_is_shown_before_anything_is_done(
    centre: Visitor, people: People
) -> None:
    await centre.open(NEW)
    values = VALUES | {"number": "SKB 20/2026", "non_working": "2026-12-29 Cuti Bersama"}
    await centre.send(NEW, values, step="preview")
    reviewed = centre.page
    decree = {"number": "SKB 21/2026", "title": "Cuti", "issued_on": "2026-01-05", "region": "ID"}
    other = decree | {"non_working": [{"date": "2026-12-30", "name": "Cuti"}]}
    entered = await people.http.post("/v1/decrees", json=other, headers=await people.headers("pusat"))
    assert entered.status_code == 201, entered.text
    centre.page = reviewed
    await centre.send(NEW, step="enact", confirmation="SKB 20/2026")
    assert "Kalender sudah berubah" in centre.text
    assert (await people.get("pusat", "/v1/decrees/SKB 20/2026")).status_code == 404
    await centre.send(NEW, step="enact", confirmation="SKB 20/2026")
    assert (await people.get("pusat", "/v1/decrees/SKB 20/2026")).status_code == 200


async def test_a_decree_is_withdrawn_in_the_same_way(centre: Visitor, people: People) -> None:
    decree = {"number": "SK 5/2026", "title": "Hari jadi", "issued_on": "2026-01-05", "region": "ID-AC"}
    day = {"non_working": [{"date": "2026-12-22", "name": "Hari jadi"}]}
    await people.http.post("/v1/decrees", json=decree | day, headers=await people.headers("pusat"))
    here = "/kalender/keputusan/rincian?nomor=SK 5/2026"
    await centre.open(here)
    await centre.send(here, step="preview", reason="pendek")
    assert centre.page.status_code == 422
    await centre.send(here, step="preview", reason="Dicabut karena salah tanggal")
    assert "menjadi hari kerja" in centre.text
    await centre.send(here, step="withdraw", reason="Dicabut karena salah tanggal", confirmation="SK 5")
    assert centre.page.status_code == 422
    await centre.send(here, step="withdraw", reason="Dicabut karena salah tanggal", confirmation="SK 5/2026")
    assert centre.page.status_code == 200
    assert "Dicabut karena salah tanggal" in centre.text
    assert (await people.get("pusat", "/v1/decrees/SK 5/2026")).json()["stands"] is False


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"issued_on": "kemarin"}, "issued_on"),
        ({"issued_on": "2199-01-01"}, "issued_on"),
        ({"non_working": "2026-12-29 Cuti\n29 Desember"}, "non_working"),
        ({"non_working": "2026-12-29 Cuti\n2026-12-29 Cuti"}, "non_working"),
        ({"place": "ID-XX"}, "place"),
        ({"settles": "dua ribu"}, "settles"),
        ({"settles": "9" * 5000}, "settles"),
        ({"place": "ID-AC", "settles": "2027"}, "settles"),
        ({"six_days_until": "2026-12-29"}, "six_days_since"),
        ({"supersedes": "SKB 999/1999"}, "supersedes"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(centre: Visitor, wrong: dict[str, str], field: str) -> None:
    await centre.open(NEW)
    await centre.send(NEW, VALUES | {"number": "SKB 30/2026"} | wrong, step="preview")
    assert 400 <= centre.page.status_code < 500
    assert f'<a href="#{field}">' in centre.page.text


async def test_others_see_the_calendar_and_decrees_and_change_nothing(app: FastAPI, people: People) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("operator", PASSWORD)
    for path in ("/kalender", "/kalender?kode=ID-PA", "/kalender?kode=pemprov-aceh", "/kalender/keputusan"):
        assert (await visitor.open(path)).status_code == 200, path
    assert (await visitor.open(NEW)).status_code == 403
    here = "/kalender/keputusan/rincian?nomor=SKB 20/2026"
    await visitor.open(here)
    assert "Cabut" not in visitor.text
    token = visitor.hidden
    for path in (NEW, here):
        sent = await visitor.send(path, VALUES | token, step="withdraw", reason="Dicabut begitu saja")
        assert sent.status_code == 403
    assert (await visitor.open("/kalender?kode=ID-XX")).status_code == 404
    assert str(stored_calendars.today().year) in (await visitor.open("/kalender")).text
