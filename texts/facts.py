"""What happened to a report, for those who serve: each kind of fact as a line, in Indonesian and English.

Reporters read other words: `texts.timeline`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from texts.formats import InBoth, both, format_day, format_english_day
from texts.timeline import AgencyNames
from workflows.procedure.model.enums import FactKind
from workflows.procedure.outputs import names

Data = Mapping[str, Any]
Line = Callable[[Data, AgencyNames], InBoth]


def _plain(indonesian: str, english: str) -> Line:
    return lambda _data, _names: both(indonesian, english)


def _of_clock(indonesian: str, english: str) -> Line:
    """A line with the clock's name, the new due day in full, and the fact's other values by their names."""

    def line(data: Data, _names: AgencyNames) -> InBoth:
        clock = data.get("clock", "")
        new = date.fromisoformat(data["new_due_on"]) if "new_due_on" in data else None
        return both(
            indonesian.format_map(
                {**data, "clock": names.CLOCKS.get(clock, clock), "new_due_on": new and format_day(new)}
            ),
            english.format_map(
                {
                    **data,
                    "clock": names.CLOCKS_IN_ENGLISH.get(clock, clock),
                    "new_due_on": new and format_english_day(new),
                }
            ),
        )

    return line


def _forwarded(data: Data, directory: AgencyNames) -> InBoth:
    agency = directory.agency_name(data["agency"]) or data["agency"]
    if data.get("ruling"):
        return both(f"Ditetapkan kepada {agency}", f"Ruled to be for {agency}")
    return both(f"Diteruskan ke {agency}", f"Forwarded to {agency}")


def _declined(data: Data, directory: AgencyNames) -> InBoth:
    agency = directory.agency_name(data["agency"]) or data["agency"]
    return both(f"{agency} menyatakan bukan wewenangnya", f"{agency} declined it")


def _transferred(data: Data, directory: AgencyNames) -> InBoth:
    act = data["act"]
    if data["agency"] is None:
        return both(f"Kembali ke pusat menurut {act}", f"Back to the centre by {act}")
    agency = directory.agency_name(data["agency"]) or data["agency"]
    if data["agency"] == data["was_agency"]:
        return both(f"Unit berubah menurut {act}", f"The unit changed by {act}")
    return both(f"Beralih ke {agency} menurut {act}", f"Transferred to {agency} by {act}")


def _responded(data: Data, _directory: AgencyNames) -> InBoth:
    if data["final"]:
        return both("Jawaban akhir dikirim kepada pelapor", "Final answer sent to the reporter")
    return both("Jawaban sementara dikirim kepada pelapor", "Interim answer sent to the reporter")


def _merged(data: Data, _directory: AgencyNames) -> InBoth:
    if "into" in data:
        return both(f"Digabung ke laporan {data['into']}", f"Merged into {data['into']}")
    return both(f"Laporan {data['follower']} digabung ke sini", f"{data['follower']} was merged into this")


def _escalated(data: Data, _directory: AgencyNames) -> InBoth:
    clock = data.get("clock")
    level = data["level"]
    if clock is None:
        return both(f"Eskalasi tingkat {level}", f"Escalated to level {level}")
    return both(
        f"Eskalasi tingkat {level}: {names.CLOCKS[clock]}",
        f"Escalated to level {level}: {names.CLOCKS_IN_ENGLISH[clock]}",
    )


def _closed(data: Data, _directory: AgencyNames) -> InBoth:
    outcome = data["outcome"]
    return both(f"Ditutup: {OUTCOMES[outcome]['id']}", f"Closed: {OUTCOMES[outcome]['en']}")


OUTCOMES: Mapping[str, InBoth] = {
    "resolved": both("permasalahan diselesaikan", "resolved"),
    "redirected": both("diarahkan ke pihak lain", "redirected"),
    "not_granted": both("tidak dapat dipenuhi", "not granted"),
    "answered_without_reply": both("sudah dijawab, tanpa tanggapan pelapor", "answered, without a reply"),
    "not_completed": both("kelengkapan tidak diterima", "not completed by the reporter"),
    "archived": both("diarsipkan", "archived"),
    "withdrawn": both("dicabut pelapor", "withdrawn by the reporter"),
}
LINES: Mapping[FactKind, Line] = {
    FactKind.SUBMITTED: _plain("Laporan masuk", "Report sent in"),
    FactKind.FORWARDED: _forwarded,
    FactKind.CORRECTED: _plain("Judul atau isi disunting", "Title or text corrected"),
    FactKind.POSTPONED: _plain("Verifikasi ditunda", "Verification postponed"),
    FactKind.RESUMED: _plain("Verifikasi dilanjutkan", "Verification resumed"),
    FactKind.MERGED: _merged,
    FactKind.MERGE_REFUSED: _of_clock("Penggabungan ke {into} tidak diterima", "Merge into {into} refused"),
    FactKind.SPLIT: _plain("Penggabungan dipisahkan kembali", "Merge taken apart"),
    FactKind.ARCHIVED: _plain("Diarsipkan", "Archived"),
    FactKind.DISPOSED: _plain("Didisposisikan ke unit", "Disposed to a unit"),
    FactKind.DECLINED: _declined,
    FactKind.RECALLED: _plain("Ditarik kembali ke pusat", "Recalled to the centre"),
    FactKind.RETURNED: _plain("Dikembalikan ke admin instansi", "Returned to the agency's admin"),
    FactKind.TRANSFERRED: _transferred,
    FactKind.DRAFTED: _plain("Rancangan jawaban diajukan", "Answer drafted for approval"),
    FactKind.APPROVED: _plain("Jawaban disetujui pimpinan", "Answer approved"),
    FactKind.REVISED: _plain("Rancangan dikembalikan untuk diperbaiki", "Draft sent back for revision"),
    FactKind.RESPONDED: _responded,
    FactKind.REPORTER_ASKED: _plain("Pelapor diminta melengkapi", "Reporter asked to complete it"),
    FactKind.COMPLETED_BY_REPORTER: _plain("Pelapor melengkapi laporan", "Completed by the reporter"),
    FactKind.CONFIRMED: _of_clock("Pelapor setuju, nilai {rating} dari 5", "Confirmed, rated {rating} of 5"),
    FactKind.REPLIED: _plain("Pelapor membalas jawaban", "Reporter replied"),
    FactKind.DISPUTED: _plain("Pelapor mengajukan keberatan", "Reporter disputed it"),
    FactKind.REMARKED: _plain("Pelapor menambahkan keterangan", "Reporter added a remark"),
    FactKind.CONTACT_CORRECTED: _plain("Pelapor mengganti kontaknya", "Reporter corrected their contact"),
    FactKind.WITHDRAWN: _plain("Pelapor mencabut laporan", "Withdrawn by the reporter"),
    FactKind.REOPENED: _plain("Dibuka kembali oleh pelapor", "Reopened by the reporter"),
    FactKind.REASSIGNED: _plain("Tugas dialihkan", "Task reassigned"),
    FactKind.NUDGED: _plain("Didorong pimpinan", "Nudged by a supervisor"),
    FactKind.EXTENDED: _of_clock(
        "Tenggat {clock} diperpanjang sampai {new_due_on}", "Deadline for {clock} extended to {new_due_on}"
    ),
    FactKind.QUESTION_ALLOWED: _plain("Satu pertanyaan lagi diizinkan", "One more question allowed"),
    FactKind.REMINDED: _of_clock("Pengingat: tenggat {clock} dekat", "Reminder: {clock} is due soon"),
    FactKind.LAPSED: _of_clock("Tenggat {clock} terlampaui", "Deadline for {clock} lapsed"),
    FactKind.ESCALATED: _escalated,
    FactKind.DEADLINE_MOVED: _of_clock(
        "Tenggat {clock} bergeser ke {new_due_on}", "Deadline for {clock} moved to {new_due_on}"
    ),
    FactKind.CALENDAR_CHANGED: _plain("Kalender kerja berubah", "The working calendar changed"),
    FactKind.POLICY_CHANGED: _plain("Kebijakan tenggat berubah", "The policy changed"),
    FactKind.IDENTITY_OPENED: _plain("Identitas pelapor dibuka", "The reporter's identity was opened"),
    FactKind.NOTED: _plain("Catatan internal ditulis", "Internal note written"),
    FactKind.VACANCY_FOUND: _plain("Tidak ada petugas untuk tugas ini", "Nobody in office for this task"),
    FactKind.DECISION_REFUSED: _plain(
        "Keputusan yang dititipkan ditolak", "A handed-over decision was refused"
    ),
    FactKind.CLOSED: _closed,
}


def describe_fact(kind: FactKind, data: Data, directory: AgencyNames) -> InBoth:
    """The fact in one line. `data` is as the fact has it; texts in it are not part of the line."""
    return LINES[kind](data, directory)
