"""Every page that a route answers is looked at in Chromium: axe on a telephone in light and on
a desk in dark, three widths, double text.

Each walk names in `LOOKED_AT` the routes whose pages it looks at. A route that no walk names fails the first
test: add it to a walk, with the looks at what its page shows when something goes wrong.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page
from psycopg import OperationalError

from api.requests import sessions
from api.services import Services
from records.decrees import stored_calendars
from records.directory.load import load_directory
from records.figures.counting import count_due_reports
from tests.api.pages.in_browser import OFFICER, QUESTION, Numbers, Visit, open_tracked, press
from tests.api.pages.test_reporter_in_browser import fill_in
from tests.api.pages.walk import LOOKED_AT, WITHOUT_A_PAGE, WRONG, Walk, list_routes
from tests.api.pages.well_made import check_looks
from tests.api.people import TEXT, People
from tests.api.succeeding import AGENCIES


def test_a_walk_looks_at_every_page() -> None:
    assert set(list_routes()) == WITHOUT_A_PAGE.union(*LOOKED_AT.values())


async def test_pages_for_everybody(page: Page) -> None:
    walk = Walk("nobody", page)
    for path in ("/", "/gaya", "/data", "/lapor", "/lacak/lupa", "/lacak/lupa/diminta", "/lacak", "/masuk"):
        await walk.open(path, path)
    await walk.send("Masuk", WRONG, "/masuk")
    await page.goto("/lacak/lupa")
    await walk.send("Kirim nomor dan PIN", WRONG, "/lacak/lupa")
    await page.goto("/lacak?nomor=68DH-4VQN-FE1B-P")
    await page.locator("#pin").fill("000000")
    await walk.send("Buka laporan", WRONG, "/lacak")
    await page.goto("/lapor")
    await walk.send("Lanjut", WRONG, "/lapor")
    await fill_in(page)
    await walk.look("POST /lapor")
    for step in ("Judul", "Provinsi", "Nama"):
        await walk.send(f"Ubah {step}", "Langkah", "/lapor")
        await press(page, "Lanjut")
        await page.get_by_role("heading", name="Periksa isian Anda").wait_for()
    await walk.send("Kirim laporan ini", "Simpan nomor dan PIN ini", "/lapor")
    await page.goto("/tidak-ada")
    await check_looks(page)
    walk.end()


async def test_pages_of_a_reporter(page: Page, people: People) -> None:
    walk, report = Walk("reporter", page), await people.submit(anonymous=True)
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    await open_tracked(page, report)
    await walk.look("GET /lacak/{tn}")
    tracked = f"/lacak/{report.number}"
    await walk.open("/lacak/{tn}/tenggat/{clock}", f"{tracked}/tenggat/reply")
    for path in ("lengkapi", "setujui", "keberatan"):
        await walk.open("/lacak/{tn}/{path}", f"{tracked}/{path}")
    await walk.send("Tolak jawaban", WRONG, "/lacak/{tn}/{path}")
    await page.context.clear_cookies()
    await page.locator("#reason").fill(QUESTION)
    await walk.send("Tolak jawaban", "Isi PIN lagi", "/lacak/{tn}/{path}")
    await page.locator("#pin").fill(report.pin)
    await page.locator("main button").first.click()
    await page.get_by_role("heading", name="Tolak jawaban").wait_for()
    await report.reply("confirm", rating=5)
    await walk.send("Tolak jawaban", "Belum ada yang terkirim", "/lacak/{tn}/{path}")
    await walk.open("/lacak/{tn}", tracked)
    walk.end()


async def test_pages_of_the_national_admin(
    visit: Visit, numbers: Numbers, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await (await people.submit()).recorded()
    decision = f"/laporan/{report.number}/keputusan"
    page = await visit("pusat")
    walk = Walk("pusat", page)
    await page.keyboard.press("?")
    await page.get_by_role("dialog").wait_for()
    await walk.look("GET /tugas")
    await walk.open("/laporan", "/laporan", "/laporan?stage=wrong&q=zzzunfindable")
    await walk.open("/laporan/{tn}", f"/laporan/{numbers.anonymous}", "/laporan/zzz")
    await walk.open("/laporan/{tn}/keputusan/{kind}", f"{decision}/forward", f"{decision}/note")
    await walk.open("/akun", "/akun")
    await walk.send("Ganti kata sandi", "tidak cocok", "/akun/kata-sandi")
    await page.goto("/akun")
    await walk.send("Buat alamat Tugas saya", "hanya ditampilkan sekali", "/akun/kalender")
    await page.goto(f"{decision}/ask_reporter")
    await page.locator("#question").fill(QUESTION)
    with monkeypatch.context() as patched:
        patched.setattr(sessions, "find_current_session", be_away)
        await walk.send("Minta kelengkapan", "Kirim lagi", "/laporan/{tn}/keputusan/{kind}")
    await page.context.clear_cookies()
    await walk.send("Kirim lagi", "Tulisan Anda tetap tersimpan", "/laporan/{tn}/keputusan/{kind}")
    walk.end()


async def test_pages_of_many_tasks(visit: Visit, people: People) -> None:
    report, page = await (await people.submit()).recorded(), await visit("pusat")
    walk = Walk("many tasks", page)
    await walk.send("Putuskan yang dicentang", "Kembali", "/sekaligus")
    await page.goto("/tugas")
    await page.locator(f'[name=task][value="{report.task}"]').check()
    await press(page, "Putuskan yang dicentang")
    await page.wait_for_url("**/sekaligus/*")
    bulk = urlsplit(page.url).path
    await walk.look("GET /sekaligus/{bulk}")
    await walk.open("/sekaligus/{bulk}/{kind}", f"{bulk}/archive")
    await walk.send("Periksa dahulu", WRONG, "/sekaligus/{bulk}/{kind}")
    await page.locator("#reason").select_option("unclear")
    await page.locator("#note").fill(TEXT)
    await walk.send("Periksa dahulu", "Akan berlaku untuk 1 tugas", "/sekaligus/{bulk}/{kind}")
    await page.locator("button.button[value=send]").click()
    await page.wait_for_url(f"**{bulk}")
    await walk.look("GET /sekaligus/{bulk}")
    await walk.open("/sekaligus", "/sekaligus")
    walk.end()


async def be_away(*_: object, **__: object) -> None:
    raise OperationalError("away")


async def test_pages_of_an_agencys_admin(visit: Visit, people: People) -> None:
    report = await people.submit(confidential=True)
    await report.forward()
    await report.recorded()
    route, page = "/laporan/{tn}/keputusan/{kind}", await visit("admin.kemenkes")
    walk = Walk("admin.kemenkes", page)
    decision = f"/laporan/{report.number}/keputusan"
    await walk.open(route, f"{decision}/dispose", f"{decision}/decline")
    await walk.send("Bukan wewenang kami", WRONG, route)
    await page.locator("#reason").fill(QUESTION)
    await walk.send("Lihat akibatnya", "Yang akan terjadi", route)
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    await walk.send("Bukan wewenang kami", "Tidak dijalankan", route)
    walk.end()


async def test_pages_of_views_and_templates(visit: Visit) -> None:
    page = await visit("admin.pemprov-aceh")
    walk = Walk("admin.pemprov-aceh", page)
    await walk.open("/laporan", "/laporan?stage=follow_up&category=energi&category=hilang")
    await page.goto("/laporan?stage=follow_up")
    await page.locator("#stage summary").click()
    await walk.look("GET /laporan")
    await page.get_by_text("Simpan saringan ini").click()
    await walk.send("Simpan tampilan", WRONG, "/tampilan")
    await page.locator("#name").fill("Ditindaklanjuti")
    await press(page, "Simpan tampilan")
    await walk.open("/tampilan", "/tampilan")
    await page.locator("input[name=name]").fill("")
    await walk.send("Ganti nama", WRONG, "/tampilan/{id_}")
    await walk.open("/tim", "/tim")
    await walk.open("/templat/baru", "/templat/baru")
    await page.locator("#name").fill("Sudah selesai")
    await page.locator("#text").fill("Laporan {nomer}")
    await walk.send("Simpan", WRONG, "/templat/baru")
    await page.locator("#text").fill("Laporan {nomor}")
    await press(page, "Simpan")
    await page.get_by_role("heading", name="Sudah selesai").wait_for()
    await walk.open("/templat", "/templat")
    await page.get_by_role("link", name="Sudah selesai").click()
    await page.get_by_text("Isian otomatis").wait_for()
    await walk.look("GET /templat/{id_}")
    await page.locator("#text").fill("")
    await walk.send("Simpan", WRONG, "/templat/{id_}")
    walk.end()


async def test_pages_of_figures(visit: Visit, numbers: Numbers, services: Services) -> None:
    await count_due_reports(services.pool)
    walk = Walk("figures", await visit("auditor"))
    await walk.open("/angka", "/angka", "/angka?by=month&to=2000-01-31&from=2000-01-01")
    await walk.page.goto("/angka?by=category")
    await walk.page.get_by_text("Semua laporan").first.click()
    await walk.page.get_by_text("status di bawahnya").wait_for()
    await walk.look("GET /angka")
    await walk.open("/angka/laporan", "/angka/laporan?figure=total", "/angka/laporan?figure=rulings")
    await walk.open("/angka/peringkat", "/angka/peringkat?floor=1")
    await walk.open("/formulir-tahunan", "/formulir-tahunan", "/formulir-tahunan?state=filed&year=2014")
    walk.end()


async def test_pages_of_yearly_forms(visit: Visit) -> None:
    page = await visit("admin.pemkab-jayapura")
    walk, own = Walk("yearly forms", page), "/formulir-tahunan/pemkab-jayapura"
    await walk.open("/formulir-tahunan/{agency}", own)
    await page.goto(f"{own}/2024")
    for part in ("team_decree", "action_plan", "procedure"):
        await page.locator(f'[name="{part}.has"][value=no]').check()
    await page.locator('[name="survey.has"][value=yes]').check()
    await walk.send("Simpan", WRONG, "/formulir-tahunan/{agency}/{year}")
    await page.locator('[name="survey.has"][value=no]').check()
    await page.locator("#trained").fill("4")
    await page.locator("#reason").fill("Baru diisi sekarang.")
    await press(page, "Simpan")
    await page.get_by_text("Sudah disimpan").first.wait_for()
    await walk.look("GET /formulir-tahunan/{agency}/{year}")
    walk.end()


async def test_pages_of_an_operator(visit: Visit) -> None:
    walk = Walk("operator", await visit("operator"))
    await walk.open("/operasi", "/operasi")
    await walk.page.get_by_text("Batas", exact=True).click()
    await walk.look("GET /operasi")
    await walk.open("/operasi/panduan", "/operasi/panduan#the-archive")
    walk.end()


async def test_pages_of_the_directory(visit: Visit) -> None:
    walk, entry = Walk("directory", await visit("operator")), "/direktori/entri"
    page = walk.page
    await walk.open("/direktori", "/direktori", "/direktori?q=zzz")
    await walk.open("/direktori/instansi", "/direktori/instansi")
    for address in ("?jenis=agency", "?jenis=agency&kode=kemenkes", "?jenis=account&kode=pusat"):
        await walk.open(entry, entry + address)
    await page.goto(f"{entry}?jenis=account&kode=penghubung.pemkab-jayapura.umum")
    await page.locator("#name").fill("")
    await walk.send("Lihat perubahannya", WRONG, entry)
    await page.locator("#name").fill("Daniel Suebu, S.H.")
    await page.locator("#active").uncheck()
    await walk.send("Lihat perubahannya", "Ini akan berubah", entry)
    await press(page, "Simpan perubahan")
    await page.get_by_text("Sudah disimpan").wait_for()
    await walk.look(f"GET {entry}")
    await walk.send("Beri kata sandi sekali pakai", "Hanya ditampilkan sekarang", "/direktori/kata-sandi")
    await walk.open("/direktori/perubahan", "/direktori/perubahan")
    await walk.open("/direktori/berkas", "/direktori/berkas")
    await page.locator("#text").fill("type,agency,unit,name\nunit,hilang,x,X\n")
    await walk.send("Lihat akibat tiap baris", "Baris 2", "/direktori/berkas")
    await page.locator("#text").fill("type,agency,unit,name\nunit,kemenkes,hukum,Biro Hukum\n")
    await walk.send("Lihat akibat tiap baris", "Yang akan dilakukan", "/direktori/berkas")
    walk.end()


async def test_pages_of_acts(visit: Visit, people: People, services: Services) -> None:
    await load_directory(services.pool, AGENCIES)
    await services.directory.refresh()
    report = await people.submit()
    await report.forward(agency="lama")
    await report.recorded()
    walk, acts = Walk("acts", await visit("pusat")), "/direktori/penataan"
    page, new = walk.page, f"{acts}/baru"
    await walk.open(acts, acts)
    await walk.open(new, f"{new}?jenis=rename&instansi=lama&unit=satu", f"{new}?jenis=merge&instansi=lama")
    await walk.send("Lihat akibatnya", WRONG, new)
    await page.locator("#into").select_option("baru")
    await page.locator("#number").fill("PERDA 1/2026")
    await walk.send("Lihat akibatnya", "Unit demi unit", new)
    await press(page, "Lihat akibatnya")
    await page.get_by_text("Akun yang kehilangan kedudukan").first.click()
    await walk.look(f"POST {new}")
    await walk.send("Laksanakan", WRONG, new)
    await page.locator("#confirmation").fill("PERDA 1/2026")
    await press(page, "Laksanakan")
    await page.get_by_role("heading", name="Laporannya").wait_for()
    await walk.look(f"GET {acts}/{{id_}}")
    await walk.open(acts, acts)
    await walk.open("/direktori/entri", "/direktori/entri?jenis=agency&kode=lama")
    walk.end()


async def test_pages_of_decrees(visit: Visit, people: People) -> None:
    await (await people.submit()).recorded()
    walk, new = Walk("decrees", await visit("pusat")), "/kalender/keputusan/baru"
    page = walk.page
    await walk.open("/kalender", "/kalender?kode=ID-AC", "/kalender?tahun=2100")
    await walk.open(new, new)
    await walk.send("Lihat akibatnya bagi tenggat", WRONG, new)
    await page.locator("#number").fill("SKB 12/2026")
    await page.locator("#title").fill("Cuti bersama")
    await page.locator("#issued_on").fill("2026-01-05")
    today = stored_calendars.today()
    days = [f"{today + timedelta(days=ahead)} Cuti" for ahead in range(1, 32)]
    await page.locator("#non_working").fill("\n".join(days))
    await walk.send("Lihat akibatnya bagi tenggat", "akan bergeser", new)
    await page.get_by_text("Laporan pertama, tenggat demi tenggat").click()
    await walk.look(f"POST {new}")
    await walk.send("Berlakukan", WRONG, new)
    await page.locator("#confirmation").fill("SKB 12/2026")
    await press(page, "Berlakukan")
    await page.get_by_role("heading", name="Penghitungan ulang").wait_for()
    one = "/kalender/keputusan/rincian"
    await walk.look(f"GET {one}")
    await page.locator("#reason").fill(QUESTION)
    await walk.send("Lihat akibatnya bagi tenggat", "Hari yang akan dihitung lain", one)
    await walk.open("/kalender/keputusan", "/kalender/keputusan")
    walk.end()


async def test_pages_of_an_auditor(visit: Visit, numbers: Numbers) -> None:
    page = await visit("auditor", f"/periksa/laporan/{numbers.long}?zoom=events")
    walk, report = Walk("an auditor at work", page), f"/periksa/laporan/{numbers.long}"
    await walk.look("GET /periksa/laporan/{tn}")
    await walk.open("/periksa", "/periksa")
    await walk.open("/periksa/laporan/{tn}", report, f"{report}?zoom=facts&kind=closed")
    await page.goto(f"{report}?zoom=facts")
    await walk.send("Buka tulisannya", WRONG, "/periksa/laporan/{tn}")
    await page.locator("#reason").fill(QUESTION)
    await walk.send("Buka tulisannya", "Tulisan terbuka", "/periksa/laporan/{tn}")
    await page.goto(report)
    await walk.send("Putar ulang", "sama dengan yang dihasilkan", "/periksa/laporan/{tn}/ulang")
    await page.goto(f"{report}/bundel")
    await walk.send("Unduh bundel", WRONG, "/periksa/laporan/{tn}/bundel")
    await walk.open("/periksa/ulang", "/periksa/ulang")
    await walk.send("Mulai", WRONG, "/periksa/ulang")
    await page.locator("#reason").fill(QUESTION)
    await page.locator("#sample").fill("1")
    await press(page, "Mulai")
    await page.get_by_text("laporan sama dengan yang dihasilkan").first.wait_for()
    await walk.look("GET /periksa/ulang/{audit}")
    await page.goto(f"{report}/bukti")  # signs a head where there is none
    await walk.open("/periksa/buku-besar", "/periksa/buku-besar", "/periksa/buku-besar?first=0&second=1")
    await walk.send("Periksa", WRONG, "/periksa/buku-besar")
    await page.locator("table a").first.click()
    await page.get_by_text("Ditandatangani oleh kunci").wait_for()
    await walk.look("GET /periksa/buku-besar/{size}")
    await walk.open("/periksa/akses", f"/periksa/akses?report={numbers.long}")
    await walk.send("Periksa seluruh rantai", "tidak berubah, dan berantai", "/periksa/akses")
    walk.end()


READ = {
    OFFICER: {
        "/tugas": "",
        "/laporan/{tn}": "?from=/tugas",
        "/laporan/{tn}/keputusan/{kind}": "",
        "/laporan/{tn}/tenggat/{clock}": "",
    },
    "pimpinan.kemenkes": {
        "/tugas": "?scope=team",
        "/papan": "",
        "/prakiraan": "",
        "/laporan/{tn}/keputusan/{kind}": "",
    },
    "auditor": {
        "/laporan": "",
        "/prakiraan": "?weeks=4",
        "/laporan/{tn}": "",
        "/papan": "?weeks=4",
        "/tugas": "?scope=all",
        "/periksa": "?q=deadbeef",
        "/periksa/laporan/{tn}": "?zoom=facts&at=2",
        "/periksa/laporan/{tn}/tenggat/{clock}/{instance}": "",
        "/periksa/laporan/{tn}/bukti": "?fact=1",
        "/periksa/laporan/{tn}/bundel": "",
        "/periksa/bundel": "",
        "/periksa/akses": "?account=siapa",
    },
}


@pytest.mark.parametrize("who", READ)
async def test_pages_of_those_who_read_much(visit: Visit, numbers: Numbers, who: str) -> None:
    walk = Walk(who, await visit(who))
    number, kind = (numbers.long, "respond") if who == OFFICER else (numbers.anonymous, "nudge")
    for route, query in READ[who].items():
        await walk.open(route, route.format(tn=number, kind=kind, clock="response", instance=1) + query)
    if who == "auditor":
        await walk.open("/papan", "/papan?agency=kemenkes")
    walk.end()
