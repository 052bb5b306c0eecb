"""What the fields of decisions and their choices are called, with hints for whoever fills them in."""

from collections.abc import Mapping

from texts import report_classes
from texts.categories import name_category
from texts.formats import InBoth, both
from workflows.procedure.outputs import names

FIELDS: Mapping[str, InBoth] = {
    "agency": both("Instansi", "Agency"),
    "class": both("Klasifikasi", "Class"),
    "supervisory": both("Berkadar pengawasan", "Needs an investigation"),
    "category": both("Kategori", "Category"),
    "title": both("Judul", "Title"),
    "text": both("Isi", "Text"),
    "question": both("Pertanyaan", "Question"),
    "reason": both("Alasan", "Reason"),
    "until": both("Sampai", "Until"),
    "into": both("Nomor laporan asal", "Number of the original report"),
    "acknowledged": both("Saya tahu apa yang akan terlihat", "I know what will be shown"),
    "note": both("Catatan", "Note"),
    "unit": both("Unit", "Unit"),
    "final": both("Jawaban akhir", "Final answer"),
    "outcome": both("Hasil", "Outcome"),
    "evidence": both("Bukti", "Evidence"),
    "code": both("Kode alasan", "Reason code"),
    "clock": both("Tenggat", "Deadline"),
    "days": both("Tambahan hari", "Days added"),
    "to": both("Kepada", "To"),
    "files": both("Lampiran", "Attachments"),
    "rating": both("Penilaian", "Rating"),
    "email": both("Alamat surel", "E-mail"),
    "phone": both("Nomor telepon", "Telephone"),
    "comment": both("Komentar", "Comment"),
}
"""By a field's name. `FIELDS_OF` has other words for it in some decisions."""
FIELDS_OF: Mapping[tuple[str, str], InBoth] = {
    ("respond", "text"): both("Jawaban", "Answer"),
    ("complete", "text"): both("Jawaban Anda", "Your answer"),
    ("reply", "text"): both("Tanggapan Anda", "Your reply"),
    ("remark", "text"): both("Keterangan", "Remark"),
    ("note", "text"): both("Isi catatan", "Text of the note"),
    ("forward", "title"): both("Judul yang diteruskan", "Title as forwarded"),
    ("forward", "text"): both("Isi yang diteruskan", "Text as forwarded"),
    ("correct", "title"): both("Judul yang benar", "Corrected title"),
    ("correct", "text"): both("Isi yang benar", "Corrected text"),
}

HINTS: Mapping[tuple[str, str], InBoth] = {
    ("forward", "supervisory"): both("Hanya untuk pengaduan.", "For complaints only."),
    ("forward", "title"): both(
        "Kosongkan agar tetap seperti ditulis.", "Leave it empty to keep it as written."
    ),
    ("forward", "text"): both(
        "Kosongkan agar tetap seperti ditulis. Instansi membaca isi ini.",
        "Leave it empty to keep it as written. The agency reads this text.",
    ),
    ("correct", "title"): both("Isi judul, isi laporan, atau keduanya.", "Give a title, a text, or both."),
    ("correct", "text"): both("Isi judul, isi laporan, atau keduanya.", "Give a title, a text, or both."),
    ("merge", "acknowledged"): both(
        "Perlu bila laporan asal anonim atau rahasia.",
        "Needed if the original is anonymous or confidential.",
    ),
    ("respond", "outcome"): both(
        "Hanya untuk jawaban akhir; tanpa pilihan berarti selesai ditangani.",
        "For a final answer only; without a choice it is resolved.",
    ),
    ("respond", "evidence"): both(
        "Nomor surat, tautan, atau rujukan lain, satu per baris.",
        "Numbers of letters, links or other references, one a line.",
    ),
    ("complete", "files"): both("Nama atau tautan, satu per baris.", "Names or links, one a line."),
    ("remark", "files"): both("Nama atau tautan, satu per baris.", "Names or links, one a line."),
    ("correct_contact", "email"): both(
        "Kabar dikirim ke sini. Bila dikosongkan, Anda dikabari melalui telepon saja.",
        "What happens is sent there. Left empty, you are told by telephone only.",
    ),
    ("correct_contact", "phone"): both(
        "Bila dikosongkan, nomor yang tercatat tidak dipakai lagi.",
        "Left empty, the number on record is used no more.",
    ),
    ("confirm", "rating"): both("1 sangat buruk, 5 sangat baik.", "1 is very bad, 5 is very good."),
}
"""What has to be known of a field beyond its name and its bounds."""

CHOICES: Mapping[tuple[str, str], Mapping[str, InBoth]] = {
    ("forward", "class"): {each.value: name for each, name in report_classes.NAMES.items()},
    ("archive", "reason"): {
        "out_of_scope": both("Di luar lingkup layanan ini", "Out of this service's scope"),
        "in_court": both("Sedang diperiksa pengadilan", "Before a court"),
        "duplicate_of": both("Sudah dilaporkan", "Reported already"),
        "unclear": both("Tidak jelas", "Unclear"),
        "abusive": both("Mengandung penghinaan", "Abusive"),
        "handled_elsewhere": both("Ditangani di tempat lain", "Handled elsewhere"),
    },
    ("respond", "outcome"): {
        "resolved": both("Selesai ditangani", "Resolved"),
        "redirected": both("Diarahkan ke tempat lain", "Redirected"),
        "not_granted": both("Tidak dikabulkan", "Not granted"),
    },
}


def name_field(kind: str, field: str) -> InBoth:
    """What a field of a decision is called."""
    return FIELDS_OF.get((kind, field)) or FIELDS[field]


def name_choice(kind: str, field: str, code: str) -> InBoth:
    """What a choice of a field is called. Raises KeyError for a code that the field does not have."""
    if field == "category":
        return name_category(code)
    if field == "clock":
        return both(names.CLOCKS[code].capitalize(), names.CLOCKS_IN_ENGLISH[code].capitalize())
    return CHOICES[kind, field][code]
