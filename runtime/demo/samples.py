"""Reports that `tuntas dev` fills an empty installation with, so that every list has something."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.demo.office import Office, Report
from runtime.demo.stories import ACEH, HEALTH, JAYAPURA, PUSAT

UNIT = "layanan"


@dataclass(frozen=True, slots=True)
class Sample:
    """What is sent in, and what is done with it until it stays where it is."""

    submission: Mapping[str, Any]
    play: Callable[[Report], Awaitable[None]]


def _submission(
    title: str, text: str, category: str, region: str, class_: str = "complaint", **more: Any
) -> Mapping[str, Any]:
    return {
        "title": title,
        "text": text,
        "class": class_,
        "category": category,
        "location": {"region": region},
        "channel": "web",
        "anonymous": False,
        "confidential": False,
        "reporter": {"name": "Siti Aminah", "email": "siti@contoh.invalid"},
        **more,
    }


async def _stay(_report: Report) -> None:
    """It waits for the national admin."""


async def _forward(report: Report, agency: str) -> None:
    fields = {"class": report.state["class"], "category": report.state["category"], "supervisory": False}
    await report.decide(PUSAT, "forward", agency=agency, **fields)


async def _at_agency(report: Report) -> None:
    await _forward(report, HEALTH)


async def _at_unit(report: Report) -> None:
    await _forward(report, ACEH)
    note = "Mohon ditindaklanjuti bersama seksi penerangan jalan."
    await report.decide(f"admin.{ACEH}", "dispose", unit=UNIT, note=note)


async def _answered_for_now(report: Report) -> None:
    await _at_unit(report)
    text = "Tim sudah memeriksa lokasi. Perbaikan dijadwalkan pekan depan."
    await report.decide(f"penghubung.{ACEH}.{UNIT}", "respond", text=text, final=False)


async def _asked(report: Report) -> None:
    await _forward(report, JAYAPURA)
    await report.decide(f"admin.{JAYAPURA}", "dispose", unit=UNIT)
    question = "Di kantor mana dan pada tanggal berapa permohonan itu ditolak?"
    await report.decide(f"penghubung.{JAYAPURA}.{UNIT}", "ask_reporter", question=question)


async def _answered(report: Report) -> None:
    await _at_unit(report)
    text = "Air bersih sudah mengalir lagi sejak pagi ini. Terima kasih atas laporannya."
    who = f"penghubung.{ACEH}.{UNIT}"
    await report.decide(who, "respond", text=text, final=True, outcome="resolved")


SAMPLES = (
    Sample(
        _submission(
            "Lampu jalan padam di Jalan Melati",
            "Sudah dua minggu lampu jalan di depan SD 3 padam, dan warga sulit lewat pada malam hari.",
            "infrastruktur",
            "ID-AC",
        ),
        _answered_for_now,
    ),
    Sample(
        _submission(
            "Antrean KTP sejak subuh",
            "Warga mengantre sejak pukul empat pagi, karena hanya ada dua puluh nomor sehari.",
            "kependudukan",
            "ID-PA",
            anonymous=True,
        ),
        _asked,
    ),
    Sample(
        _submission(
            "Puskesmas Pembantu tutup",
            "Puskesmas Pembantu di desa kami tutup sejak Senin, dan tidak ada petugas.",
            "kesehatan",
            "ID-JB",
        ),
        _at_agency,
    ),
    Sample(
        _submission(
            "Air bersih mati",
            "Air bersih di kampung kami mati sejak dua minggu, dan tidak ada kabar.",
            "infrastruktur",
            "ID-AC",
        ),
        _answered,
    ),
    Sample(
        _submission(
            "Jembatan gantung putus",
            "Jembatan ke sekolah putus; anak-anak menyeberang lewat sungai setiap hari.",
            "infrastruktur",
            "ID-AC",
        ),
        _at_unit,
    ),
    Sample(
        _submission(
            "Jadwal posyandu tidak diumumkan",
            "Kapan posyandu dibuka kembali? Sejak bulan lalu tidak ada pengumuman.",
            "kesehatan",
            "ID-AC",
            class_="information",
        ),
        _stay,
    ),
    Sample(
        _submission(
            "Pungutan di loket perizinan",
            "Di loket diminta biaya di luar tarif resmi, tanpa kuitansi.",
            "perizinan",
            "ID-BA",
            confidential=True,
        ),
        _stay,
    ),
)


async def fill_if_empty(office: Office) -> Report | None:
    """Sends the samples in and plays each, unless there are reports already. Returns the first one, null
    where nothing was done. Raises NotAsTold, and httpx's errors."""
    if (await office.get(PUSAT, "/v1/reports?limit=1"))["items"]:
        return None
    reports = [await office.submit(str(each.submission["title"]), each.submission) for each in SAMPLES]
    for sample, report in zip(SAMPLES, reports, strict=True):
        await sample.play(report)
    return reports[0]
