"""Auditors' pages without a script: finding, reading, replaying, proving, and who may do any of it."""

import asyncio
import html
import json
import re
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI

from api.services import Services
from tests.api import replays
from tests.api.conftest import PASSWORD
from tests.api.looks import Noted
from tests.api.pages.visitor import Visitor
from tests.api.people import TEXT, People, Report

owner = replays.owner
WHY = "Pemeriksaan triwulan III"
PAGES = (
    "",
    "/laporan/{tn}",
    "/laporan/{tn}?zoom=facts&at=2",
    "/laporan/{tn}/bukti",
    "/laporan/{tn}/tanda-terima",
    "/laporan/{tn}/bundel",
    "/buku-besar",
    "/bundel",
    "/akses",
)


@pytest.fixture(scope="module")
async def report(people: People) -> Report:
    """A report with a text in it that is looked for."""
    made = await people.submit(title="Lampu judulasal padam", confidential=True)
    await made.forward()
    await made.decide("admin.kemenkes", "dispose", unit="layanan", note="Mohon catatanunit segera.")
    await made.decide("penghubung.kemenkes.layanan", "respond", text=TEXT, final=False)
    return await made.recorded()


@pytest.fixture(scope="module")
async def auditor(app: FastAPI, report: Report) -> Visitor:
    """An auditor, once the ledger has all facts of the report."""
    visitor = Visitor(app)
    await visitor.sign_in("auditor", PASSWORD)
    for _ in range(30):
        await visitor.open(f"/periksa/laporan/{report.number}/tanda-terima")
        if not visitor.page.json()["pending"]:
            return visitor
        await asyncio.sleep(1)
    raise AssertionError("the facts are not logged")


async def test_whatever_is_in_hand_leads_straight_to_it(auditor: Visitor, report: Report) -> None:
    page = f"/periksa/laporan/{report.number}"
    receipt = (await auditor.open(f"{page}/tanda-terima")).json()
    digest, head = receipt["facts"][2]["leaf"]["digest"], receipt["head"]
    for typed, leads_to in (
        (report.number.lower().replace("-", ""), page),
        (f"{report.number}/2", page),
        (digest, page),
        (digest[:8].upper(), page),
        (str(head["size"]), f"/periksa/buku-besar/{head['size']}"),
        (head["root"], f"/periksa/buku-besar/{head['size']}"),
    ):
        await auditor.client.get("/periksa", params={"q": typed})
        await auditor.open(f"/periksa?q={typed}")
        assert auditor.page.url.path == leads_to, typed
        assert f"Ditemukan dengan “{typed}”" in auditor.text
    await auditor.open(f"/periksa?q={digest}")
    assert "Keadaan setelah fakta 3" in auditor.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("deadbeefdeadbeef", "Dipahami sebagai awal sidik"),
        ("999999", "Tidak ada kepala atas tepat 999.999 fakta"),
        ("0000-0000-0000-0", "Nomor ini tidak dikenal"),
        ("0000-0000-0000-0/7", "Dipahami sebagai fakta 7"),
        ("0000-0000-0000-1", "salah ketik"),
        ("<script>", "tidak dapat dipahami"),
        ("%00", "tidak dapat dipahami"),
    ],
)
async def test_what_is_not_there_is_told_with_what_can_be_typed(
    auditor: Visitor, typed: str, told: str
) -> None:
    page = await auditor.open(f"/periksa?q={typed}")
    assert page.status_code == 404
    assert told in auditor.text
    assert "Yang dapat diketik" in auditor.text
    assert "<script>" not in page.text.split("<main")[1]


async def test_the_record_lost_a_fact_and_its_digest_still_finds_it(
    auditor: Visitor, people: People, owner: "psycopg.Connection[Any]"
) -> None:
    lost = await (await people.submit()).recorded()
    (fact,) = await lost.facts()
    digest = fact["digest"]
    owner.execute("delete from recorded_facts where report = %s", [lost.number])
    leaf = """insert into ledger_leaves (index, report, number, digest, recorded_at)
              values (1000000, %s, 1, %s, now())"""
    owner.execute(leaf, [lost.number, digest])
    other = digest[:20] + "0" * 44
    owner.execute(leaf.replace("1000000", "1000001").replace("1, %s", "2, %s"), [lost.number, other])
    try:
        page = await auditor.open(f"/periksa?q={digest[:12]}")
        assert page.status_code == 200
        assert "2 hal cocok" in auditor.text
        assert "hanya dalam buku besar" in auditor.text
    finally:
        owner.execute("delete from ledger_leaves where index >= 1000000")


async def test_a_report_that_the_record_lost_is_told_of_and_can_be_replayed(
    auditor: Visitor, people: People, services: Services, owner: "psycopg.Connection[Any]"
) -> None:
    lost = await people.submit()
    await lost.decide("pusat", "archive", reason="spam", note="Iklan, bukan laporan.")
    await lost.recorded()
    await services.client.get_workflow_handle(lost.number).terminate()
    owner.execute("delete from reports where report = %s", [lost.number])
    owner.execute("delete from recorded_facts where report = %s", [lost.number])
    page = await auditor.open(f"/periksa?q={lost.number}")
    assert page.status_code == 200
    assert "dikenal di tempat lain" in auditor.text
    await auditor.send(f"/periksa/laporan/{lost.number}/ulang")
    assert "Riwayat laporan ini tidak utuh" in auditor.text or "Catatan di basis data" in auditor.text
    assert (await auditor.open("/periksa/laporan/0000-0000-0000-0")).status_code == 404


async def test_each_zoom_tells_the_same_report(auditor: Visitor, report: Report) -> None:
    page = f"/periksa/laporan/{report.number}"
    await auditor.open(page)
    for told in ("Verifikasi pusat", "Tindak lanjut", "Diteruskan ke", "4 fakta", "Tenggat sebagai tabel"):
        assert told in auditor.text
    await auditor.open(f"{page}?zoom=facts&at=2")
    for fact in await report.facts():
        assert fact["digest"] in auditor.page.text
        assert fact["previous"] in auditor.page.text
    assert "Keadaan setelah fakta 2" in auditor.text
    assert re.search(r'class="bar-mark" x1="[\d.]+%"', auditor.page.text)
    assert "commitment" in auditor.text
    await auditor.open(f"{page}?zoom=events")
    events = (await report.get("auditor", "/history")).json()["events"]
    assert f"{len(events)} peristiwa dari semua putaran" in auditor.text
    assert "UPDATE_ACCEPTED" in auditor.text
    for secret in ("judulasal", "catatanunit", TEXT):
        assert secret not in auditor.text


async def test_filters_say_when_nothing_fits(auditor: Visitor, report: Report) -> None:
    page = f"/periksa/laporan/{report.number}"
    await auditor.open(f"{page}?zoom=facts&kind=disposed")
    assert "Fakta, yang terlama dahulu" in auditor.text
    assert 'id="fact-3"' in auditor.page.text
    assert 'id="fact-2"' not in auditor.page.text
    await auditor.open(f"{page}?zoom=facts&kind=closed")
    assert "Tidak ada fakta dari jenis ini" in auditor.text
    await auditor.open(f"{page}?zoom=events&kind=timers")
    assert "TIMER_STARTED" in auditor.text
    assert "UPDATE_ACCEPTED" not in auditor.text
    await auditor.open(f"{page}?zoom=events&kind=nothing")
    assert "Tidak ada peristiwa dari jenis ini" in auditor.text
    for wrong in ("at=99", "at=0", "zoom=all", "after=-1"):
        assert (await auditor.open(f"{page}?{wrong}")).status_code in {404, 422}, wrong


async def test_texts_open_with_a_reason_that_is_kept(auditor: Visitor, report: Report, noted: Noted) -> None:
    page = f"/periksa/laporan/{report.number}"
    await auditor.open(f"{page}?zoom=facts")
    await noted.later()
    refused = await auditor.send(page, reason="karena")
    assert refused.status_code == 422
    assert "judulasal" not in auditor.text
    assert "read_personal" not in {each.act for each in await noted.later()}
    await auditor.send(page, reason=WHY)
    assert "judulasal" in auditor.text
    assert "catatanunit" in auditor.text
    entries = {each.act: (each.reports, each.reason) for each in await noted.later()}
    assert entries["read_personal"] == ([report.number], WHY)
    assert entries["timeline"] == ([report.number], WHY)


async def test_a_replay_says_in_a_sentence_what_differs_and_shows_both_sides(
    auditor: Visitor, report: Report, owner: "psycopg.Connection[Any]", noted: Noted
) -> None:
    page = f"/periksa/laporan/{report.number}"
    await auditor.open(page)
    await noted.later()
    await auditor.send(f"{page}/ulang")
    assert "sama dengan yang dihasilkan riwayatnya" in auditor.text
    assert ("auditor", "audit_replay", [report.number]) in await noted.acts()
    change = "update reports set agency = %s where report = %s"
    owner.execute(change, ["pemprov-aceh", report.number])
    try:
        await auditor.send(f"{page}/ulang")
    finally:
        owner.execute(change, ["kemenkes", report.number])
    assert "Catatan di basis data berbeda" in auditor.text
    beside = auditor.text.split("Tersimpan dan dihitung")[1].split("Putusan sebagaimana")[0]
    assert beside.index("pemprov-aceh") < beside.index("kemenkes")
    change = "update recorded_facts set data = jsonb_set(data, '{unit}', %s) where report = %s and number = 3"
    owner.execute(change, ['"umum"', report.number])
    try:
        await auditor.send(f"{page}/ulang")
    finally:
        owner.execute(change, ['"layanan"', report.number])
    beside = auditor.text.split("Tersimpan dan dihitung")[1].split("Putusan sebagaimana")[0]
    assert beside.index("data.unit") < beside.index("umum") < beside.index("layanan")
    assert "data.note" not in beside
    change = "update recorded_facts set digest = %s where report = %s and number = 3"
    (digest,) = [each["digest"] for each in await report.facts() if each["number"] == 3]
    owner.execute(change, ["0" * 64, report.number])
    try:
        await auditor.send(f"{page}/ulang")
    finally:
        owner.execute(change, [digest, report.number])
    assert digest in auditor.text.split("Putusan sebagaimana")[0]
    assert "0" * 64 in auditor.text.split("Putusan sebagaimana")[0]


async def test_heads_are_compared_and_the_verdict_is_a_sentence(
    auditor: Visitor, people: People, owner: "psycopg.Connection[Any]"
) -> None:
    heads = (await people.get("auditor", "/v1/heads")).json()["items"]
    later, earlier = heads[0]["size"], heads[-1]["size"]
    await auditor.open(f"/periksa/buku-besar?first={later}&second={earlier}")
    assert f"Terbukti: {earlier} fakta pertama" in auditor.text
    assert "Yang TIDAK dibuktikan di sini" in auditor.text
    await auditor.open("/periksa/buku-besar?first=1&second=999999")
    assert "Tidak ada kepala buku besar atas tepat" in auditor.text
    change = "update ledger_heads set head = jsonb_set(head, '{root}', %s) where size = %s"
    owner.execute(change, [json.dumps("5f" * 32), earlier])
    try:
        await auditor.open(f"/periksa/buku-besar?first={earlier}&second={later}")
        assert "TIDAK terbukti" in auditor.text
        await auditor.open(f"/periksa/buku-besar/{earlier}")
        assert "Tanda tangannya tidak cocok" in auditor.text
    finally:
        root = next(each["root"] for each in heads if each["size"] == earlier)
        owner.execute(change, [json.dumps(root), earlier])


async def test_a_receipt_is_checked_against_the_ledger_and_the_record(
    auditor: Visitor, report: Report
) -> None:
    receipt = (await auditor.open(f"/periksa/laporan/{report.number}/tanda-terima")).json()
    await auditor.open("/periksa/buku-besar")
    await auditor.send("/periksa/buku-besar", receipt=json.dumps(receipt, indent=2))
    assert f"untuk 4 fakta laporan {report.number} cocok" in auditor.text
    assert "masih tercatat, tidak berubah" in auditor.text
    tampered = json.loads(json.dumps(receipt))
    tampered["facts"][1]["leaf"]["digest"] = "5f" * 32
    await auditor.send("/periksa/buku-besar", receipt=json.dumps(tampered))
    assert "tidak dapat dipercaya" in auditor.text
    assert "tidak lagi tercatat seperti dalam tanda terima: nomor 2" in auditor.text
    for wrong in ("{}", "", "[" * 5000, '"\\u0000"', "null"):
        page = await auditor.send("/periksa/buku-besar", receipt=wrong)
        assert page.status_code == 422
        assert "bukan tanda terima" in auditor.text


async def test_the_proof_of_a_fact_is_shown_with_what_it_does_not_prove(
    auditor: Visitor, report: Report
) -> None:
    page = f"/periksa/laporan/{report.number}/bukti"
    await auditor.open(f"{page}?fact=2")
    assert "Fakta 2 ada dalam buku besar" in auditor.text
    assert "Bahwa waktunya benar" in auditor.text
    assert (await auditor.open(f"{page}?fact=99")).status_code == 404


async def test_the_access_ledger_is_filtered_and_its_chain_is_checked(
    auditor: Visitor, report: Report, services: Services
) -> None:
    await auditor.open(f"/periksa/laporan/{report.number}?zoom=facts")
    await auditor.send(f"/periksa/laporan/{report.number}", reason="Aduan dari Ombudsman")
    for asked, is_there in (
        (f"report={report.number}", True),
        ("account=auditor", True),
        ("account=pusat&report=" + report.number, False),
        ("act=read_personal", True),
        ("act=erase", False),
        ("reason=OMBUDSMAN", True),
        ("reason=lainnya sekali", False),
        ("from=2026-01-01", True),
        ("to=2020-01-01", False),
    ):
        page = await auditor.open(f"/periksa/akses?{asked}")
        assert page.status_code == 200
        assert ("Tidak ada entri yang cocok" not in auditor.text) is is_there, asked
    await auditor.open("/periksa/akses?reason=ombudsman")
    assert "Aduan dari Ombudsman" in auditor.text
    for wrong in ("report=x", "account=siapa", "act=x", "from=kemarin", "from=2026-02-02&to=2026-01-01"):
        assert (await auditor.open(f"/periksa/akses?{wrong}")).status_code == 422, wrong
        assert "Perbaiki dahulu" in auditor.text
    assert (await auditor.open("/periksa/akses?after=x")).status_code == 404
    await auditor.open("/periksa/akses")
    await auditor.send("/periksa/akses")
    assert re.search(r"Semua [\d.]+ entri ada, tidak berubah, dan berantai", auditor.text)


READERS = {"auditor": 200, "pusat": 200, "pimpinan.pusat": 200, "admin.kemenkes": 403}
BEYOND = {("pusat", "/akses"): 403, ("pusat", "/laporan/{tn}/bundel"): 403}
BEYOND |= {("pimpinan.pusat", "/laporan/{tn}/bundel"): 403}


@pytest.mark.parametrize("who", READERS)
async def test_only_those_who_read_all_reports_see_these_pages(
    app: FastAPI, auditor: Visitor, report: Report, who: str
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    assert ('href="/periksa"' in visitor.page.text) is (who != "admin.kemenkes")
    for path in PAGES:
        page = await visitor.open(f"/periksa{path.format(tn=report.number)}")
        assert page.status_code == BEYOND.get((who, path), READERS[who]), path
    for path in ("/ulang", ""):
        sent = await visitor.send(f"/periksa/laporan/{report.number}{path}", reason=WHY)
        assert sent.status_code == READERS[who] if who != "admin.kemenkes" else 403, path


async def test_without_a_session_one_is_asked_to_sign_in(app: FastAPI, report: Report) -> None:
    visitor = Visitor(app)
    await visitor.open(f"/periksa/laporan/{report.number}")
    assert "Kata sandi" in visitor.text
    assert report.number not in html.unescape(visitor.text.split("Masuk")[-1])


async def test_from_a_doubt_to_a_bundle_and_the_way_to_verify_it_takes_ten_clicks_at_most(
    app: FastAPI, report: Report, noted: Noted
) -> None:
    visitor, clicks = Visitor(app), 0

    async def follow(text: str) -> None:
        nonlocal clicks
        found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>{re.escape(text)}</a>', visitor.page.text)
        assert found, (text, visitor.text)
        await visitor.open(html.unescape(found[1]))
        assert visitor.page.status_code == 200
        clicks += 1

    async def press(path: str, button: str, **typed: str) -> None:
        nonlocal clicks
        assert f">{button}</button>" in visitor.page.text
        await visitor.send(path, typed)
        assert visitor.page.status_code == 200
        clicks += 1

    await visitor.open("/")
    await follow("Masuk")
    await press("/masuk", "Masuk", username="auditor", password=PASSWORD)
    await follow("Pemeriksaan")
    assert ">Cari</button>" in visitor.page.text
    await visitor.open(f"/periksa?q={report.number}")
    clicks += 1
    page = f"/periksa/laporan/{report.number}"
    await press(f"{page}/ulang", "Putar ulang")
    assert "sama dengan yang dihasilkan riwayatnya" in visitor.text
    await follow("Kembali ke lini masanya")
    await follow("Unduh bundel bukti")
    assert f"tuntas audit verify {report.number}.zip --trust keys.json" in visitor.text
    await noted.later()
    await press(f"{page}/bundel", "Unduh bundel", reason=WHY)
    assert visitor.page.headers["Content-Type"] == "application/zip"
    assert visitor.page.content.startswith(b"PK")
    (entry,) = [each for each in await noted.later() if each.act == "audit_bundle"]
    assert (entry.reports, entry.reason) == ([report.number], WHY)
    assert clicks <= 10
