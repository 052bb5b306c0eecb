"""The columns of exported figures: what each is."""

from collections.abc import Mapping

from texts.figures.wording import Wording, word

FIRST: Mapping[str, Wording] = {
    "scope": word(
        "Lingkup",
        "Scope",
        "Milik siapa angka ini, sebagai kode: nation, centre, province:…, agency:… atau unit:….",
        "Whose figures, as a code: nation, centre, province:…, agency:… or unit:….",
    ),
    "from": word("Dari", "From", "Hari pertama masa ini.", "The first day of the period."),
    "to": word(
        "Sampai",
        "To",
        "Hari terakhir masa ini; status adalah status pada akhirnya.",
        "The last day of the period; statuses are those at its end.",
    ),
    "by": word(
        "Dirinci menurut",
        "By",
        "Menurut apa baris ini adalah satu bagian; kosong pada keseluruhan.",
        "By what the line is one part; empty for the whole.",
    ),
    "part": word(
        "Kode bagian",
        "Part",
        "Kode bagian; kosong pada keseluruhan, dan pada laporan yang belum memilikinya.",
        "The part's code; empty for the whole, and for reports that have none yet.",
    ),
    "name_id": word("Nama", "Name", "Nama bagian dalam bahasa Indonesia.", "The part's name in Indonesian."),
    "name_en": word(
        "Nama (Inggris)", "Name (English)", "Nama bagian dalam bahasa Inggris.", "The part's name in English."
    ),
}
COUNTED: Mapping[str, Wording] = {
    "number": word(
        "Nomor laporan",
        "Report",
        "Kosong bila laporan itu tidak lagi dapat Anda baca.",
        "Empty where the report is not yours to read any more.",
    ),
    "measure": word("Yang dihitung", "What is counted", "Kode status atau kejadian.", "Status or event."),
    "day": word(
        "Hari",
        "Day",
        "Hari kejadian, atau hari laporan masuk ke status itu.",
        "The day of the event, or on which the report came into the status.",
    ),
    "until": word(
        "Sampai",
        "Until",
        "Hari laporan tidak lagi dalam status itu; kosong bila masih, dan pada kejadian.",
        "The day from which it was no longer in the status; empty while it is, and for events.",
    ),
    "value": word(
        "Nilai",
        "Value",
        "Misalnya hari kerja, atau penilaian.",
        "Such as working days, or a rating.",
    ),
    "agency": word(
        "Kode instansi",
        "Agency",
        "Yang memegangnya saat itu; kosong bila pusat.",
        "Who held it at that time; empty if it was the centre.",
    ),
    "unit": word(
        "Kode unit", "Unit", "Unit yang memegangnya saat itu.", "The unit that held it at that time."
    ),
    "province": word(
        "Kode provinsi", "Province", "Provinsi yang disebut pelapor.", "The province that the reporter named."
    ),
    "class": word("Jenis", "Kind", "Jenis laporan saat itu.", "The report's class at that time."),
    "category": word("Kategori", "Category", "Kategori saat itu.", "The category at that time."),
    "channel": word("Saluran", "Channel", "Saluran tempat laporan masuk.", "The channel that it came by."),
}


def word_denominator(share: Wording) -> Wording:
    """What the column of a share's denominator is."""
    return word(
        f"{share.name['id']}: penyebut",
        f"{share.name['en']}: of",
        "Penyebut persentase itu.",
        "The denominator of that percentage.",
    )


def word_frequency(spread: Wording, value: int) -> Wording:
    """What the column of one value of a spread is."""
    return word(
        f"{spread.name['id']}: {value}",
        f"{spread.name['en']}: {value}",
        f"Berapa kali nilai {value} terjadi.",
        f"How often the value {value} happened.",
    )
