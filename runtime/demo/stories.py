"""Four reports, and who does what with each of them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.demo.office import Report

PUSAT = "pusat"
HEALTH, ACEH, JAYAPURA = "kemenkes", "pemprov-aceh", "pemkab-jayapura"


@dataclass(frozen=True, slots=True)
class Story:
    """What is sent in, and what is done with it then."""

    title: str
    submission: Mapping[str, Any]
    play: Callable[[Report], Awaitable[None]]


def _submission(title: str, text: str, category: str, **more: Any) -> Mapping[str, Any]:
    return {
        "title": title,
        "text": text,
        "class": "complaint",
        "category": category,
        "channel": "web",
        "anonymous": False,
        "confidential": False,
        "reporter": {"name": "Siti Aminah", "email": "siti@contoh.invalid"},
        **more,
    }


async def _forward(report: Report, agency: str) -> None:
    category = report.state["category"]
    fields = {"agency": agency, "class": "complaint", "supervisory": False, "category": category}
    await report.decide(PUSAT, "forward", **fields)


async def _answer(report: Report, text: str) -> None:
    """From the agency's admin to the reporter's thanks."""
    agency = report.state["agency"]
    await report.decide(f"admin.{agency}", "dispose", unit="layanan")
    await report.decide(f"penghubung.{agency}.layanan", "respond", text=text, final=True)
    await report.reply("confirm", rating=5, comment="Terima kasih.")


async def straight(report: Report) -> None:
    """Submitted, forwarded, disposed, answered, confirmed."""
    await _forward(report, HEALTH)
    await _answer(report, "Puskesmas Pembantu buka kembali mulai hari ini, dengan dua petugas.")


async def declined_twice(report: Report) -> None:
    """Two agencies decline; the third forward is a ruling, which the agency can't decline."""
    for agency, reason in (
        (HEALTH, "Jalan ini bukan wewenang kementerian kami."),
        (ACEH, "Ini jalan kabupaten, bukan jalan provinsi."),
    ):
        await _forward(report, agency)
        await report.decide(f"admin.{agency}", "decline", reason=reason)
    await _forward(report, JAYAPURA)
    admin, reason = f"admin.{JAYAPURA}", "Menurut kami ini jalan nasional."
    await report.is_refused(admin, "decline", "ruling_stands", reason=reason)
    await _answer(report, "Lubang di jalan itu sudah ditambal kemarin sore oleh dinas kami.")


async def lapsed(report: Report) -> None:
    """Nobody verifies it until the clock has run out and every rung of the ladder was climbed."""
    await report.until("nobody acts: the clock runs out", lambda state: state["highest_level"] == 3)
    await _forward(report, ACEH)
    await _answer(report, "Air bersih mengalir lagi; mohon maaf laporan ini lama tidak ditangani.")


async def never_completed(report: Report) -> None:
    """The reporter is asked for something and never answers."""
    await _forward(report, JAYAPURA)
    await report.decide(f"admin.{JAYAPURA}", "dispose", unit="umum")
    question = "Di kantor mana dan pada tanggal berapa Anda ditolak?"
    await report.decide(f"penghubung.{JAYAPURA}.umum", "ask_reporter", question=question)
    await report.until("asked, and no answer comes", lambda state: state["stage"] == "closed")
    report.doing = "closed; may still be reopened"


STORIES = (
    Story(
        "1  Straight: answered and confirmed",
        _submission(
            "Puskesmas Pembantu tutup",
            "Puskesmas Pembantu di desa kami tutup sejak Senin dan tidak ada petugas.",
            "kesehatan",
        ),
        straight,
    ),
    Story(
        "2  Declined twice, then ruled on",
        _submission(
            "Jalan berlubang",
            "Jalan di depan pasar berlubang besar dan sudah dua orang jatuh.",
            "infrastruktur",
        ),
        declined_twice,
    ),
    Story(
        "3  Lapsed through levels 1 to 3, then decided",
        _submission(
            "Air bersih mati",
            "Air bersih di kampung kami mati sejak dua minggu dan tidak ada kabar.",
            "infrastruktur",
            location={"region": "ID-AC"},
        ),
        lapsed,
    ),
    Story(
        "4  Asked and never completed",
        _submission(
            "Permohonan KTP ditolak",
            "Permohonan KTP saya ditolak tanpa alasan yang jelas dari petugas.",
            "kependudukan",
        ),
        never_completed,
    ),
)
