"""What people read of acts that rename, merge or abolish: why one is refused, and why a report waits."""

from collections.abc import Mapping

from texts.formats import InBoth, both

NOT_THE_NUMBER = both("Ketik nomornya persis seperti di atas.", "Type the number exactly as it is above.")
REFUSED: Mapping[str, InBoth] = {
    "unknown_succession": both(
        "Penataan ini tidak ada, atau bukan untuk Anda lihat.",
        "There is no such act, or it is not yours to see.",
    ),
    "succession_known": both(
        "Nomor ini sudah dipakai. Jika satu peraturan menata beberapa instansi, tambahkan pasalnya.",
        "This number is in use already. Where one regulation says several things, add the article.",
    ),
    "succession_number": both(
        "Nomornya satu baris, paling banyak 200 karakter.", "A number is one line of 200 characters at most."
    ),
    "succession_ahead": both(
        "Tanggal berlakunya belum tiba. Masukkan pada hari itu.",
        "The day from which it holds has not come yet. Enter it on that day.",
    ),
    "succession_same": both(
        "Pilih yang lain: ini yang sedang ditata.", "Choose another one: this is itself."
    ),
    "succession_of_unit": both(
        "Unit hanya dapat digabung ke unit instansi yang sama.",
        "A unit can only be merged into a unit of the same agency.",
    ),
    "succession_name": both(
        "Nama terdiri atas satu baris, paling banyak 200 karakter.",
        "A name is one line of 200 characters at most.",
    ),
    "succession_same_name": both("Namanya memang sudah begitu.", "It is called so already."),
    "succession_changed": both(
        "Akun atau unitnya berubah sejak tinjauan. Belum ada yang dilakukan.",
        "Accounts or units changed since the preview. Nothing was done.",
    ),
}
REASONS: Mapping[str, InBoth] = {
    "engine_away": both("mesin alur kerja tidak terjangkau", "the workflow engine was away"),
    "no_answer": both("laporan tidak menjawab tepat waktu", "the report did not answer in time"),
    "refused": both("laporan menolak pemindahan", "the report refused the transfer"),
    "SuccessorGone": both(
        "penerusnya dinonaktifkan tanpa penerus lain",
        "its successor was made inactive, and nobody follows it",
    ),
}
"""By what is kept as the reason; any other is a fault whose place the worker's log tells."""


def explain_reason(reason: str) -> InBoth:
    """Why a report could not be moved so far."""
    return REASONS.get(reason) or both(f"kesalahan: {reason}", f"an error: {reason}")
