"""The field's words as people read them."""

from collections.abc import Mapping
from datetime import date

STAGES: Mapping[str, str] = {
    "central_verification": "verifikasi pusat",
    "agency_verification": "verifikasi instansi",
    "follow_up": "tindak lanjut",
    "approval": "persetujuan pimpinan",
    "awaiting_reporter": "menunggu kelengkapan dari pelapor",
    "reporter_reply": "menunggu tanggapan pelapor",
    "merged": "digabung",
    "closed": "selesai",
}
CLOCKS: Mapping[str, str] = {
    "verification": "verifikasi",
    "disposition": "disposisi ke unit",
    "response": "tanggapan pertama",
    "settlement": "penyelesaian",
    "completion": "kelengkapan laporan",
    "reply": "tanggapan pelapor",
    "reopening": "pembukaan kembali",
}
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def day(when: date) -> str:
    """A date in full: "Kamis, 26 November 2026"."""
    return f"{WEEKDAYS[when.weekday()]}, {when.day} {MONTHS[when.month - 1]} {when.year}"


def grouped(number: str) -> str:
    """A tracking number in groups of four, to be read out; one that has its groups stays as it is."""
    if "-" in number:
        return number
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))
