"""What those who serve are told: which report, what to do, by when; never who reported."""

from collections.abc import Callable, Mapping

from texts.letters.details import NATIONAL_ADMIN, Details, Text
from workflows.procedure.outputs.names import STAGES

TASKS: Mapping[str, tuple[str, str]] = {
    STAGES["central_verification"]: (
        "menunggu verifikasi pusat",
        "Mohon diperiksa dan diteruskan ke instansi yang berwenang",
    ),
    STAGES["agency_verification"]: (
        "menunggu verifikasi {agency}",
        "Mohon didisposisikan ke unit yang menanganinya, atau dijawab",
    ),
    STAGES["follow_up"]: ("menunggu tindak lanjut {unit}", "Mohon ditindaklanjuti dan dijawab"),
    STAGES["approval"]: (
        "menunggu persetujuan Anda",
        "Mohon rancangan jawabannya disetujui atau dikembalikan",
    ),
}


def _task_opened(it: Details) -> Text:
    waits, todo = TASKS[it.stage]
    overdue = ". Tenggatnya sudah lewat" if it.overdue else ""
    return Text(
        f"Tugas baru: laporan {it.number}",
        (
            f"Laporan {it.number} {waits.format(agency=it.agency, unit=it.unit or it.agency)}.",
            f"{todo}{it.by}{overdue}.",
        ),
    )


def _nudged(it: Details) -> Text:
    return Text(
        f"Mohon dipercepat: laporan {it.number}",
        (
            f"Pimpinan meminta agar penanganan laporan {it.number} dipercepat. Catatannya tercantum "
            "pada laporan.",
            f"Laporan ini pada tahap {it.stage}{_due(it)}.",
        ),
    )


def _remarked(it: Details) -> Text:
    return Text(
        f"Keterangan baru pada laporan {it.number}",
        (
            f"Pelapor menambahkan keterangan pada laporan {it.number}. Mohon dibaca sebelum melanjutkan.",
            f"Laporan ini pada tahap {it.stage}{_due(it)}.",
        ),
    )


def _question_allowed(it: Details) -> Text:
    return Text(
        f"Boleh bertanya sekali lagi: laporan {it.number}",
        (f"Pimpinan mengizinkan satu pertanyaan lagi kepada pelapor laporan {it.number}.",),
    )


def _extended(it: Details) -> Text:
    return Text(
        f"Tenggat laporan {it.number} diperpanjang",
        (f"Tenggat {it.clock} laporan {it.number} diperpanjang: {it.moved}.",),
    )


def _reminded(it: Details) -> Text:
    return Text(
        f"Pengingat tenggat: laporan {it.number}",
        (
            f"Tenggat {it.clock} laporan {it.number} jatuh{it.on}.",
            f"Laporan ini pada tahap {it.stage}, {it.holder}.",
        ),
    )


def escalated(it: Details) -> Text:
    """Any rung from the lapse on, and the second dispute, which escalates without a clock."""
    happened = f"Tenggat {it.clock} laporan {it.number} sudah lewat{it.on}"
    if it.clock is None:
        happened = f"Pelapor laporan {it.number} mengajukan keberatan untuk kedua kalinya"
    elif it.level != 1:
        happened += " dan belum juga dipenuhi"
    told = [
        f"{happened}.",
        f"Eskalasi tingkat {it.level}. Laporan ini pada tahap {it.stage}, {it.holder}.",
    ]
    if it.clock is None:
        told.append("Jawaban akhir berikutnya memerlukan persetujuan pimpinan.")
    return Text(f"Eskalasi tingkat {it.level}: laporan {it.number}", tuple(told))


def _archived_reopened(it: Details) -> Text:
    return Text(
        f"Laporan yang diarsipkan dibuka kembali: {it.number}",
        (
            f"Laporan {it.number}, yang sebelumnya diarsipkan, dibuka kembali oleh pelapor.",
            f"Laporan ini kini pada tahap {it.stage}{_due(it)}.",
        ),
    )


def _split_asked_for(it: Details) -> Text:
    return Text(
        f"Diminta dipisahkan: laporan {it.number}",
        (
            f"Pelapor laporan {it.number} keberatan atas penggabungan laporannya.",
            "Mohon dipertimbangkan untuk dipisahkan; alasannya tercantum pada laporan.",
        ),
    )


def _vacancy_found(it: Details) -> Text:
    why = VACANT[it.because or "nobody_in_office"].format(holder=it.holder)
    return Text(
        f"Tidak ada pemegang tugas: laporan {it.number}",
        (
            f"Laporan {it.number} pada tahap {it.stage}, tetapi {why}{_due(it)}.",
            "Mohon petugas ditunjuk atau laporan dialihkan. "
            f"{NATIONAL_ADMIN.capitalize()} dapat menariknya ke pusat.",
        ),
    )


def _due(it: Details) -> str:
    if it.due_on is None:
        return ""
    return f"; tenggatnya sudah lewat{it.on}" if it.overdue else f"; tenggat terdekat{it.on}"


VACANT: Mapping[str, str] = {
    "agency_inactive": "berada {holder}, instansi yang tidak aktif lagi",
    "unit_inactive": "berada {holder}, unit yang tidak aktif lagi",
    "nobody_in_office": "tidak ada petugas aktif yang memegangnya {holder}",
}
"""Why nobody will do a task."""

TEXTS: Mapping[str, Callable[[Details], Text]] = {
    "task_opened": _task_opened,
    "nudged": _nudged,
    "remarked": _remarked,
    "question_allowed": _question_allowed,
    "extended": _extended,
    "reminded": _reminded,
    "escalated_1": escalated,
    "escalated_2": escalated,
    "escalated_3": escalated,
    "archived_reopened": _archived_reopened,
    "split_asked_for": _split_asked_for,
    "vacancy_found": _vacancy_found,
}
