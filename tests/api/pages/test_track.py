"""Tracking a report and deciding on pages, without a script: what a reporter sees, and what comes of it."""

import html
from typing import Any

import pytest
from httpx import AsyncClient, Response

from records.database import SQL_AWAY
from tests.api.pages.forms import read_form
from tests.api.pages.hostile import HOSTILE
from tests.api.people import REASON, TEXT, People, Report


async def open_report(browser: AsyncClient, report: Report, pin: str | None = None) -> Response:
    """The answer to number and PIN."""
    form = read_form((await browser.get(f"/lacak?nomor={report.number}")).text, "track")
    assert form.values["nomor"] == report.number
    return await form.send(browser, pin=pin or report.pin)


async def decide(browser: AsyncClient, report: Report, path: str, **typed: str) -> Response:
    """The page that a decision leads to, which says what happened."""
    page = await browser.get(f"/lacak/{report.number}/{path}")
    assert page.status_code == 200, page.text
    sent = await read_form(page.text, "decision").send(browser, "send", **typed)
    assert sent.status_code == 303, sent.text
    return await browser.get(sent.headers["Location"])


@pytest.fixture
async def opened(browser: AsyncClient, people: People) -> Report:
    """A report of the browser's session, at an agency."""
    report = await people.submit(anonymous=True)
    await report.forward()
    assert (await open_report(browser, report)).status_code == 303
    return report


async def test_number_and_pin_open_the_report_and_stay_out_of_the_address(
    browser: AsyncClient, people: People
) -> None:
    report = await people.submit()
    led = await open_report(browser, report)
    assert (led.status_code, led.headers["Location"]) == (303, f"/lacak/{report.number}")
    assert "HttpOnly" in led.headers["Set-Cookie"]
    page = await browser.get(led.headers["Location"])
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for shown in ("Lampu jalan padam", "Verifikasi pusat", "Admin nasional, pusat", "Mengapa hari itu?"):
        assert shown in page.text
    assert report.pin not in page.text
    english = await browser.get(f"/lacak/{report.number}?lang=en")
    assert "Your report came in and waits to be verified." in english.text
    assert "The national admin, the centre" in english.text
    browser.cookies.delete("language")


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"pin": "000000"}, 401, "Nomor laporan dan PIN tidak cocok"),
        ({"pin": ""}, 401, "Isi PIN laporan"),
        ({"nomor": "0000-0000-0000-1"}, 422, "salah ketik"),
        ({"nomor": "<script>"}, 401, "tidak cocok"),
        ({"form_token": ""}, 403, "Laporan tidak terbuka"),
        ({"form_token": "x"}, 403, "Laporan tidak terbuka"),
    ],
)
async def test_what_does_not_open_is_told_plainly(
    browser: AsyncClient, people: People, changed: dict[str, str], status: int, said: str
) -> None:
    form = read_form((await browser.get("/lacak")).text, "track")
    page = await form.send(browser, **{"nomor": "68DH-4VQN-FE1B-P", "pin": "123456", **changed})
    assert page.status_code == status
    assert said in page.text
    assert "<script>" not in page.text
    assert 'value="123456"' not in page.text


async def test_another_site_opens_nothing(browser: AsyncClient, people: People) -> None:
    report = await people.submit()
    form = read_form((await browser.get("/lacak")).text, "track")
    data = {**form.values, "nomor": report.number, "pin": report.pin}
    page = await browser.post("/lacak", data=data, headers={"Origin": "https://jahat.invalid"})
    assert page.status_code == 403


async def test_without_its_session_a_report_is_asked_for_by_pin(
    browser: AsyncClient, opened: Report, people: People
) -> None:
    other = await people.submit()
    for path in ("", "/tenggat/verification", "/keterangan"):
        led = await browser.get(f"/lacak/{other.number}{path}")
        assert (led.status_code, led.headers["Location"]) == (303, f"/lacak?nomor={other.number}")
    assert (await browser.get("/lacak/xyz")).status_code == 404
    form = read_form((await browser.get(f"/lacak/{opened.number}/keterangan")).text, "decision")
    token = {"form_token": form.values["form_token"]}
    left = await browser.post(f"/lacak/{opened.number}/keluar", data=token)
    assert (left.status_code, left.headers["Location"]) == (303, "/lacak")
    assert (await browser.get(f"/lacak/{opened.number}")).status_code == 303


async def test_why_a_clock_is_due_is_told_day_by_day(browser: AsyncClient, opened: Report) -> None:
    explained = await browser.get(
        f"/v1/reports/{opened.number}/clocks/settlement/explanation", headers={"Report-Pin": opened.pin}
    )
    page = await browser.get(f"/lacak/{opened.number}/tenggat/settlement")
    shown = html.unescape(page.text)
    assert explained.json()["summary"]["id"] in shown
    assert all(day["text"]["id"] in shown for day in explained.json()["days"])
    assert (await browser.get(f"/lacak/{opened.number}/tenggat/reply")).status_code == 404


async def test_each_decision_says_what_it_will_cause_and_what_it_did(
    browser: AsyncClient, opened: Report
) -> None:
    async def answer() -> None:
        answered = await opened.decide("admin.kemenkes", "respond", text=TEXT, final=True)
        assert answered.status_code == 200, answered.text

    await opened.decide("admin.kemenkes", "ask_reporter", question="Di depan nomor berapa lampunya padam?")
    assert "Di depan nomor berapa" in (await browser.get(f"/lacak/{opened.number}")).text
    done = await decide(browser, opened, "lengkapi", text="Di depan rumah nomor 14, dekat sekolah.")
    assert "Anda melengkapi laporan." in done.text
    assert "Di depan rumah nomor 14" in done.text
    await opened.recorded()
    opened.task = (await opened.get("auditor")).json()["task"]["id"]
    await answer()
    assert TEXT in (await browser.get(f"/lacak/{opened.number}")).text
    form = await browser.get(f"/lacak/{opened.number}/balas")
    assert "Laporan berpindah ke tahap" in form.text
    done = await decide(browser, opened, "balas", text="Lampunya masih padam setiap malam.")
    assert "Anda membalas jawaban." in done.text
    opened.task = (await opened.get("auditor")).json()["task"]["id"]
    await answer()
    done = await decide(browser, opened, "keberatan", reason="Lampunya tetap padam, jawabannya keliru.")
    assert "Anda mengajukan keberatan atas jawaban." in done.text
    opened.task = (await opened.get("auditor")).json()["task"]["id"]
    await answer()
    form = await browser.get(f"/lacak/{opened.number}/setujui")
    assert "Laporan ditutup: permasalahan diselesaikan." in form.text
    assert "tidak dapat dibuka kembali" in form.text
    done = await decide(browser, opened, "setujui", rating="4", comment="Terima kasih")
    assert "Anda menyetujui jawaban." in done.text
    assert "Terima kasih" in done.text
    closed = await browser.get(f"/lacak/{opened.number}/buka-kembali")
    assert closed.status_code == 409
    assert "Laporan sudah ditutup untuk seterusnya" in closed.text


async def test_a_report_is_added_to_withdrawn_and_reopened(browser: AsyncClient, opened: Report) -> None:
    form = await browser.get(f"/lacak/{opened.number}/keterangan")
    assert "Tahap dan tenggat laporan tidak berubah." in form.text
    done = await decide(browser, opened, "keterangan", text="Ada foto lampunya.\nDiambil kemarin malam.")
    assert "Anda menambahkan keterangan." in done.text
    form = await browser.get(f"/lacak/{opened.number}/cabut")
    assert "Laporan ditutup: dicabut oleh Anda." in form.text
    assert "Anda mencabut laporan." in (await decide(browser, opened, "cabut")).text
    done = await decide(browser, opened, "buka-kembali", reason="Ternyata lampunya padam lagi.")
    assert "Laporan dibuka kembali." in done.text
    again = await browser.get(f"/lacak/{opened.number}/buka-kembali")
    assert again.status_code == 409
    assert (await browser.get(f"/lacak/{opened.number}/forward")).status_code == 404


async def test_a_decision_that_is_refused_comes_back_with_what_was_typed(
    browser: AsyncClient, opened: Report
) -> None:
    path = f"/lacak/{opened.number}/keterangan"
    form = read_form((await browser.get(path)).text, "decision")
    for language, said in (("en", "Write at least 20 characters"), ("id", "Tulis sedikitnya 20 karakter")):
        page = await browser.post(f"{path}?lang={language}", data={**form.values, "text": "pendek"})
        assert page.status_code == 422
        assert said in page.text
        assert read_form(page.text, "decision").values["text"] == "pendek"
    english = await browser.post(f"{path}?lang=en", data={**form.values, "text": "pendek", "go": "stay"})
    assert english.status_code == 200
    assert read_form(english.text, "decision").values["text"] == "pendek"
    browser.cookies.delete("language")
    forged = await form.send(browser, "send", text=TEXT, form_token="x")
    assert forged.status_code == 403
    assert read_form(forged.text, "decision").values["text"] == TEXT


async def test_a_decision_sent_twice_is_one(browser: AsyncClient, opened: Report) -> None:
    form = read_form((await browser.get(f"/lacak/{opened.number}/keterangan")).text, "decision")
    first, again = await form.send(browser, "send", text=TEXT), await form.send(browser, "send", text=TEXT)
    assert first.headers["Location"] == again.headers["Location"]
    other = await form.send(browser, "send", text=f"{TEXT} Lagi.")
    assert other.status_code == 422
    assert read_form(other.text, "decision").values["text"] == f"{TEXT} Lagi."


async def test_a_conflict_tells_what_happened_meanwhile_and_keeps_the_text(
    browser: AsyncClient, opened: Report
) -> None:
    await opened.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    form = read_form((await browser.get(f"/lacak/{opened.number}/balas")).text, "decision")
    await opened.reply("dispute", reason=REASON)
    conflict = await form.send(browser, "send", text="Ini balasan yang panjang sekali.")
    assert conflict.status_code in {403, 409}
    assert "Anda mengajukan keberatan atas jawaban." in conflict.text
    assert "Ini balasan yang panjang sekali." in conflict.text


async def test_a_session_that_ended_loses_no_text(browser: AsyncClient, opened: Report) -> None:
    form = read_form((await browser.get(f"/lacak/{opened.number}/keterangan")).text, "decision")
    browser.cookies.clear()
    asked = await form.send(browser, "send", text="Keterangan yang ditulis\nlama sekali.")
    assert asked.status_code == 401
    assert "Isi PIN lagi" in asked.text
    wrong = await read_form(asked.text, "decision").send(browser, pin="000000")
    assert wrong.status_code == 401
    back = await read_form(wrong.text, "decision").send(browser, pin=opened.pin)
    assert back.status_code == 200
    filled = read_form(back.text, "decision")
    assert filled.values["text"] == "Keterangan yang ditulis\nlama sekali."
    assert (await filled.send(browser, "send")).status_code == 303


@pytest.mark.parametrize("away", ["sessions", "report", "all but sessions"])
async def test_a_record_that_goes_away_meanwhile_loses_no_text(
    browser: AsyncClient, opened: Report, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    form = read_form((await browser.get(f"/lacak/{opened.number}/keterangan")).text, "decision")

    async def fails(*_: Any, **__: Any) -> Any:
        raise SQL_AWAY[0]("away")

    with monkeypatch.context() as patched:
        if away == "sessions":
            patched.setattr("api.requests.sessions.find_current_session", fails)
        else:
            patched.setattr("api.reports.handle_decision.handle_form", fails)
        if away == "all but sessions":
            patched.setattr("api.reports.offered_decisions.offer_decisions_to", fails)
        failed = await form.send(browser, "send", text=TEXT)
    assert failed.status_code == 503
    assert "Retry-After" in failed.headers
    assert "Belum ada yang terkirim" in failed.text
    kept = read_form(failed.text, "decision")
    assert kept.values["text"] == TEXT
    assert (await kept.send(browser, "send")).status_code == 303


async def test_hostile_texts_are_shown_as_they_are(browser: AsyncClient, people: People) -> None:
    text = " ".join(HOSTILE)
    report = await people.submit(title=HOSTILE[0][:200], text=text)
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=text, final=True, evidence=[HOSTILE[1]])
    assert (await open_report(browser, report)).status_code == 303
    await report.reply("remark", text=text)
    await report.recorded()
    page = await browser.get(f"/lacak/{report.number}")
    assert page.text.count(html.escape(HOSTILE[2], quote=True).replace("&#x27;", "&#39;")) >= 3
    for tag in ("<img", "<script>", "<form action=//", "</textarea></form>"):
        assert tag not in page.text


async def test_a_record_that_is_away_is_told_and_the_stage_is_shown(
    browser: AsyncClient, opened: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none(*_: Any) -> list[Any]:
        return []

    monkeypatch.setattr("api.reports.reporter_view._facts", none)
    page = await browser.get(f"/lacak/{opened.number}")
    assert page.status_code == 200
    assert "Sebagian belum dapat ditampilkan" in page.text


async def test_a_contact_is_corrected_on_a_page_of_its_own(browser: AsyncClient, opened: Report) -> None:
    page = await browser.get(f"/lacak/{opened.number}/kontak")
    assert 'type="email"' in page.text
    assert "warga@contoh.invalid" not in page.text, "whoever finds the receipt learns no address"
    form = read_form(page.text, "decision")
    empty = await form.send(browser, "send")
    assert empty.status_code == 422
    assert "Isi alamat surel, nomor telepon, atau keduanya" in empty.text
    wrong = await form.send(browser, "send", email="bukan alamat", phone="0812-3456-7890")
    assert wrong.status_code == 422
    assert read_form(wrong.text, "decision").values["phone"] == "0812-3456-7890"
    done = await decide(browser, opened, "kontak", email="baru@contoh.invalid")
    assert "Anda mengganti kontak Anda; kontak lama diberi tahu." in done.text
