"""Open data: its columns, its titles and its licences, in both languages."""

from collections.abc import Mapping

from texts.figures.wording import Wording, word
from texts.formats import InBoth, both

ROUNDED = both(
    "Dibulatkan secara acak ke kelipatan 5; kosong bila ditahan.",
    "Rounded at random to a multiple of 5; empty where withheld.",
)


def _number(name_id: str, name_en: str, says_id: str, says_en: str) -> Wording:
    return word(name_id, name_en, f"{says_id} {ROUNDED['id']}", f"{says_en} {ROUNDED['en']}")


COLUMNS: Mapping[str, Wording] = {
    "month": word("Bulan", "Month", "Bulan itu, seperti 2026-10.", "The month, such as 2026-10."),
    "code": word("Kode", "Code", "Kode bagian itu.", "The part's code."),
    "name_id": word("Nama", "Name", "Namanya dalam bahasa Indonesia.", "Its name in Indonesian."),
    "name_en": word(
        "Nama (Inggris)", "Name (English)", "Namanya dalam bahasa Inggris.", "Its name in English."
    ),
    "received": _number(
        "Laporan masuk", "Received", "Laporan yang masuk dalam bulan itu.", "Reports that came in that month."
    ),
    "forwardings": _number(
        "Diteruskan ke instansi",
        "Forwarded to an agency",
        "Berapa kali laporan diteruskan ke suatu instansi.",
        "How often a report was forwarded to an agency.",
    ),
    "first_answers_in_time": _number(
        "Jawaban pertama tepat waktu",
        "First answers in time",
        "Jawaban pertama instansi dalam batas hari kerjanya.",
        "First answers of an agency within their working days.",
    ),
    "first_answers_overdue": _number(
        "Jawaban pertama lewat batas",
        "First answers overdue",
        "Jawaban pertama yang belum ada ketika batas hari kerjanya lewat.",
        "First answers that were not there when their working days had passed.",
    ),
    "finishings": _number(
        "Selesai",
        "Finished",
        "Berapa kali laporan selesai dengan jawaban instansi yang berwenang.",
        "How often a report was finished by an answer of the competent agency.",
    ),
    "archivings": _number(
        "Diarsipkan", "Archived", "Berapa kali laporan diarsipkan.", "How often a report was archived."
    ),
    "in_time_share": word(
        "Persentase tepat waktu",
        "Share in time",
        "Jawaban pertama tepat waktu ÷ (itu + lewat batas), dari angka ini; kosong di bawah 30.",
        "First answers in time ÷ (these + overdue), of these rounded numbers; empty below 30.",
    ),
    "answer_median": word(
        "Hari kerja sampai jawaban pertama: median",
        "Working days to the first answer: median",
        "Kosong bila jawaban pertama tepat waktu kurang dari 35.",
        "Empty below 35 first answers in time.",
    ),
    "answer_p90": word(
        "Hari kerja sampai jawaban pertama: persentil ke-90",
        "Working days to the first answer: 90th percentile",
        "Kosong bila jawaban pertama tepat waktu kurang dari 35.",
        "Empty below 35 first answers in time.",
    ),
    "finish_median": word(
        "Hari kerja sampai selesai: median",
        "Working days until finished: median",
        "Kosong bila yang selesai kurang dari 35.",
        "Empty below 35 finished.",
    ),
    "finish_p90": word(
        "Hari kerja sampai selesai: persentil ke-90",
        "Working days until finished: 90th percentile",
        "Kosong bila yang selesai kurang dari 35.",
        "Empty below 35 finished.",
    ),
}
OTHER_CATEGORIES = both("Kategori di luar daftar umum", "Categories not in the common list")
TABLES: Mapping[str, InBoth] = {
    "nation": both("Nasional", "Nation"),
    "province": both("Per provinsi", "By province"),
    "agency": both("Per instansi", "By agency"),
    "class": both("Per jenis laporan", "By kind of report"),
    "category": both("Per kategori", "By category"),
    "channel": both("Per saluran", "By channel"),
    "codebook": both("Keterangan kolom", "What the columns are"),
    "datapackage": both("Deskripsi data (datapackage)", "Descriptor (datapackage)"),
}
TITLE = both("Angka bulanan laporan layanan publik", "Monthly figures of reports on public services")
DESCRIPTION = both(
    "Berapa laporan yang masuk, diteruskan, dijawab, selesai, dan diarsipkan dalam satu bulan, secara"
    " nasional serta per provinsi, instansi, jenis, kategori, dan saluran. Setiap angka dibulatkan secara"
    " acak ke kelipatan 5 agar tidak ada yang dapat dikenali, sehingga bagian tidak selalu tepat berjumlah"
    " angka keseluruhannya.",
    "How many reports came in, were forwarded, answered, finished and archived in a month, in the nation"
    " and by province, agency, kind, category and channel. Each number is rounded at random to a multiple"
    " of 5, so that nobody can be recognised; parts therefore do not always add up to their whole.",
)
LICENCES: Mapping[str, tuple[str, str]] = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution Share-Alike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODC-BY-1.0": (
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
}
"""Each by its code as Open Definition and CKAN know it: its title and address."""
