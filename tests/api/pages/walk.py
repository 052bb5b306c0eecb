"""A person's walk over the pages in Chromium, and the routes whose pages each walk looks at."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from fastapi.routing import APIRoute
from playwright.async_api import Page
from starlette.routing import compile_path

from api.main import PAGES
from api.pages import assets
from tests.api.pages.in_browser import OFFICER, listen, press
from tests.api.pages.well_made import check_looks

EXPECTED = ("status of 401", "status of 404", "status of 409", "status of 422", "status of 503")
"""What Chromium says of a page that tells what went wrong."""
WITHOUT_A_PAGE = {
    "POST /keluar",
    "POST /akun/sesi/{id_}/akhiri",
    "POST /lacak/{tn}/keluar",
    "POST /akun/kalender/cabut",
    "POST /akun/pesan-pagi",
    "GET /kalender/{secret}.ics",
    "POST /laporan/{tn}/klaim",
    "GET /laporan/{tn}/perubahan",
    "GET /peristiwa",
    "POST /laporan/{tn}/dibuka",
    "POST /laporan/{tn}/keputusan/{kind}/draf",
    "GET /sekaligus/{bulk}/kemajuan",
    "POST /sekaligus/{bulk}/hentikan",
    "POST /sekaligus/{bulk}/ulangi",
    "GET /angka/berkas",
    "GET /angka/laporan-bulanan",
    "GET /angka/laporan/berkas",
    "GET /formulir-tahunan/berkas",
    "GET /direktori/berkas/unduh",
    "GET /direktori/penataan/{id_}/kemajuan",
    "POST /laporan/{tn}/keputusan/{kind}/templat",
    "GET /periksa/laporan/{tn}/tanda-terima",
    "GET /periksa/ulang/{audit}/kemajuan",
    "POST /periksa/ulang/{audit}/hentikan",
    "POST /periksa/ulang/{audit}/lanjutkan",
    "GET /periksa/ulang/{audit}/hasil",
}
"""Routes that lead to another page, answer the script, or answer with a file."""
LOOKED_AT = {
    "nobody": {
        "GET /",
        "GET /gaya",
        "GET /data",
        "GET /lapor",
        "POST /lapor",
        "GET /lacak",
        "POST /lacak",
        "GET /masuk",
        "POST /masuk",
        "GET /lacak/lupa",
        "GET /lacak/lupa/diminta",
        "POST /lacak/lupa",
    },
    "reporter": {
        "GET /lacak/{tn}",
        "GET /lacak/{tn}/tenggat/{clock}",
        "GET /lacak/{tn}/{path}",
        "POST /lacak/{tn}/{path}",
    },
    "pusat": {
        "GET /tugas",
        "GET /laporan",
        "GET /laporan/{tn}",
        "GET /laporan/{tn}/keputusan/{kind}",
        "POST /laporan/{tn}/keputusan/{kind}",
        "GET /akun",
        "POST /akun/kata-sandi",
        "POST /akun/kalender",
    },
    "many tasks": {
        "GET /sekaligus",
        "POST /sekaligus",
        "GET /sekaligus/{bulk}",
        "GET /sekaligus/{bulk}/{kind}",
        "POST /sekaligus/{bulk}/{kind}",
    },
    "admin.kemenkes": {"GET /laporan/{tn}/keputusan/{kind}", "POST /laporan/{tn}/keputusan/{kind}"},
    "admin.pemprov-aceh": {
        "GET /laporan",
        "GET /tampilan",
        "POST /tampilan",
        "POST /tampilan/{id_}",
        "GET /templat",
        "GET /templat/baru",
        "POST /templat/baru",
        "GET /templat/{id_}",
        "POST /templat/{id_}",
        "GET /tim",
    },
    OFFICER: {
        "GET /tugas",
        "GET /laporan/{tn}",
        "GET /laporan/{tn}/keputusan/{kind}",
        "GET /laporan/{tn}/tenggat/{clock}",
    },
    "auditor": {
        "GET /papan",
        "GET /tugas",
        "GET /laporan",
        "GET /laporan/{tn}",
        "GET /prakiraan",
        "GET /periksa",
        "GET /periksa/laporan/{tn}",
        "GET /periksa/laporan/{tn}/tenggat/{clock}/{instance}",
        "GET /periksa/laporan/{tn}/bukti",
        "GET /periksa/laporan/{tn}/bundel",
        "GET /periksa/bundel",
        "GET /periksa/akses",
    },
    "an auditor at work": {
        "GET /periksa",
        "GET /periksa/laporan/{tn}",
        "POST /periksa/laporan/{tn}",
        "POST /periksa/laporan/{tn}/ulang",
        "POST /periksa/laporan/{tn}/bundel",
        "GET /periksa/buku-besar",
        "POST /periksa/buku-besar",
        "GET /periksa/buku-besar/{size}",
        "GET /periksa/akses",
        "POST /periksa/akses",
        "GET /periksa/ulang",
        "POST /periksa/ulang",
        "GET /periksa/ulang/{audit}",
    },
    "figures": {"GET /angka", "GET /angka/laporan", "GET /angka/peringkat", "GET /formulir-tahunan"},
    "yearly forms": {
        "GET /formulir-tahunan/{agency}",
        "GET /formulir-tahunan/{agency}/{year}",
        "POST /formulir-tahunan/{agency}/{year}",
    },
    "pimpinan.kemenkes": {"GET /tugas", "GET /papan", "GET /prakiraan", "GET /laporan/{tn}/keputusan/{kind}"},
    "operator": {"GET /operasi", "GET /operasi/panduan"},
    "directory": {
        "GET /direktori",
        "GET /direktori/instansi",
        "GET /direktori/entri",
        "POST /direktori/entri",
        "POST /direktori/kata-sandi",
        "GET /direktori/perubahan",
        "GET /direktori/berkas",
        "POST /direktori/berkas",
    },
    "acts": {
        "GET /direktori/entri",
        "GET /direktori/penataan",
        "GET /direktori/penataan/baru",
        "POST /direktori/penataan/baru",
        "GET /direktori/penataan/{id_}",
    },
    "decrees": {
        "GET /kalender",
        "GET /kalender/keputusan",
        "GET /kalender/keputusan/baru",
        "POST /kalender/keputusan/baru",
        "GET /kalender/keputusan/rincian",
        "POST /kalender/keputusan/rincian",
    },
}


def list_routes() -> Iterator[str]:
    """Every route of the pages, with its method."""
    for router in PAGES:
        for route in router.routes if router is not assets.router else ():
            assert isinstance(route, APIRoute)
            yield from (f"{method} {route.path}" for method in route.methods or ())


WRONG = "Ada yang perlu diperbaiki"


class Walk:
    """One person's way over the pages; every page on it is looked at."""

    def __init__(self, person: str, page: Page) -> None:
        self.page = page
        self._person = person
        self._looked_at: set[str] = set()
        self._complaints = listen(page)

    async def look(self, route: str) -> None:
        """Looks at the page that the route answered."""
        path = urlsplit(self.page.url).path
        assert compile_path(route.partition(" ")[2])[0].match(path), (route, path)
        self._looked_at.add(route)
        await check_looks(self.page)

    async def open(self, route: str, *addresses: str) -> None:
        """Looks at the pages of these addresses."""
        for address in addresses:
            await self.page.goto(address)
            await self.look(f"GET {route}")

    async def send(self, button: str, then: str, route: str) -> None:
        """Sends the form, with or without its required fields, and looks at what it is answered with."""
        await self.page.eval_on_selector_all("[required]", "all => all.forEach((e) => (e.required = false))")
        await press(self.page, button)
        await self.page.get_by_text(then).first.wait_for()
        if then == WRONG:
            assert await self.page.evaluate("document.activeElement.className") == "error-summary"
        await self.look(f"POST {route}")

    def end(self) -> None:
        """All was looked at that the table says, and the browser had nothing to complain of."""
        assert self._looked_at == LOOKED_AT[self._person]
        found = [each for each in self._complaints if not any(told in each for told in EXPECTED)]
        assert found == [], found
