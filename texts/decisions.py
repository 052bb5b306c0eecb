"""Decisions as people read them, in Indonesian and in English: their names, fields, choices and limits, and
why one can't be made now. Forms are drawn from these words; codes are what is sent."""

from collections.abc import Mapping

from texts.categories import name_category
from workflows.procedure.outputs import names

Words = tuple[str, str]
"""Indonesian, English."""

KINDS: Mapping[str, tuple[Words, Words]] = {
    "forward": (
        ("Teruskan ke instansi", "Forward to an agency"),
        ("Laporan dikirim ke instansi yang berwenang.", "Sends the report to the agency in charge."),
    ),
    "ask_reporter": (
        ("Minta kelengkapan", "Ask the reporter"),
        (
            "Pelapor diminta melengkapi laporan; tenggat berhenti berjalan sampai dijawab.",
            "Asks the reporter to complete the report; time limits stand still until the answer.",
        ),
    ),
    "postpone": (
        ("Tunda", "Postpone"),
        (
            "Laporan keluar dari daftar kerja sampai tanggal itu; tenggat tetap berjalan.",
            "Takes the report out of the worklist until that date; its time limit runs on.",
        ),
    ),
    "merge": (
        ("Gabungkan", "Merge"),
        (
            "Laporan ini mengikuti laporan lain tentang hal yang sama.",
            "This report follows another one about the same matter.",
        ),
    ),
    "archive": (
        ("Arsipkan", "Archive"),
        ("Laporan ditutup tanpa jawaban.", "Closes the report without an answer."),
    ),
    "correct": (
        ("Perbaiki judul atau isi", "Correct the title or text"),
        ("Naskah asli tetap disimpan.", "The original text is kept."),
    ),
    "dispose": (
        ("Disposisi ke unit", "Pass to a unit"),
        ("Unit yang dipilih menindaklanjuti laporan.", "The unit that you choose follows the report up."),
    ),
    "respond": (
        ("Jawab", "Respond"),
        (
            "Jawaban dibaca oleh pelapor. Jawaban sementara tidak mengakhiri tugas.",
            "The reporter reads the answer. An interim one does not end the task.",
        ),
    ),
    "decline": (
        ("Bukan wewenang kami", "Decline"),
        ("Laporan kembali ke pusat.", "Sends the report back to the centre."),
    ),
    "recall": (
        ("Tarik kembali", "Recall"),
        (
            "Laporan kembali ke pusat karena tidak ada yang dapat menanganinya di sana.",
            "Takes the report back to the centre: nobody there can handle it.",
        ),
    ),
    "return_to_agency": (
        ("Kembalikan ke admin instansi", "Return to the agency's admin"),
        ("Admin instansi memilih unit lain.", "The agency's admin chooses another unit."),
    ),
    "approve": (
        ("Setujui jawaban", "Approve the answer"),
        ("Jawaban dikirim kepada pelapor.", "Sends the answer to the reporter."),
    ),
    "revise": (
        ("Minta perbaikan", "Ask for a revision"),
        ("Konsep jawaban kembali ke penulisnya.", "Sends the draft back to whoever wrote it."),
    ),
    "extend": (
        ("Perpanjang tenggat", "Extend a time limit"),
        (
            "Sekali untuk setiap tenggat, sebelum lewat. Pelapor diberi tahu.",
            "Once for each time limit, before it lapses. The reporter is told.",
        ),
    ),
    "nudge": (
        ("Ingatkan", "Nudge"),
        ("Pemegang tugas diminta segera bertindak.", "Urges whoever has the task to act."),
    ),
    "allow_question": (
        ("Izinkan satu pertanyaan lagi", "Allow one more question"),
        (
            "Pelapor boleh diminta melengkapi laporan sekali lagi.",
            "The reporter may be asked once more to complete the report.",
        ),
    ),
    "reassign": (
        ("Alihkan tugas", "Reassign"),
        ("Tugas diberikan kepada unit atau pejabat lain.", "Gives the task to another unit or officer."),
    ),
    "note": (
        ("Tulis catatan internal", "Write an internal note"),
        (
            "Dibaca oleh petugas instansi yang sedang memegang laporan, pusat, dan pengawas. "
            "Pelapor dan instansi lain tidak melihatnya. Tugas dan tenggat tidak berubah.",
            "Read by staff of whichever agency holds the report now, the centre and auditors. "
            "The reporter and other agencies do not see it. The task and its time limits stay as they are.",
        ),
    ),
    "split": (
        ("Pisahkan", "Split"),
        (
            "Laporan kembali ke pusat dan ditangani sendiri.",
            "The report returns to the centre and is handled on its own.",
        ),
    ),
    "open_identity": (
        ("Buka identitas pelapor", "Open the reporter's identity"),
        ("Siapa yang membuka dan mengapa dicatat.", "Who opened it, and why, is recorded."),
    ),
    "complete": (
        ("Lengkapi laporan", "Complete the report"),
        ("Jawab pertanyaan; laporan kembali diproses.", "Answer the question; the report goes on."),
    ),
    "confirm": (
        ("Terima jawaban", "Accept the answer"),
        (
            "Laporan selesai dan tidak dapat dibuka kembali.",
            "The report is closed and can't be reopened.",
        ),
    ),
    "reply": (
        ("Tanggapi", "Reply"),
        ("Laporan kembali kepada yang menjawab.", "The report returns to whoever answered."),
    ),
    "dispute": (
        ("Tolak jawaban", "Dispute the answer"),
        ("Laporan diperiksa sekali lagi.", "The report is examined once more."),
    ),
    "withdraw": (
        ("Cabut laporan", "Withdraw the report"),
        ("Laporan ditutup.", "Closes the report."),
    ),
    "remark": (
        ("Tambahkan keterangan", "Add a remark"),
        (
            "Dibaca oleh yang menangani; tidak mengubah tenggat.",
            "Whoever handles the report reads it; no time limit changes.",
        ),
    ),
    "reopen": (
        ("Buka kembali", "Reopen"),
        ("Laporan ditangani lagi. Hanya sekali.", "The report is handled again. Once only."),
    ),
}
"""Of each kind of decision its name, and what it does."""

FIELDS: Mapping[str, Words] = {
    "agency": ("Instansi", "Agency"),
    "class": ("Klasifikasi", "Class"),
    "supervisory": ("Berkadar pengawasan", "Needs an investigation"),
    "category": ("Kategori", "Category"),
    "title": ("Judul", "Title"),
    "text": ("Isi", "Text"),
    "question": ("Pertanyaan", "Question"),
    "reason": ("Alasan", "Reason"),
    "until": ("Sampai", "Until"),
    "into": ("Nomor laporan asal", "Number of the original report"),
    "acknowledged": ("Saya tahu apa yang akan terlihat", "I know what will be shown"),
    "note": ("Catatan", "Note"),
    "unit": ("Unit", "Unit"),
    "final": ("Jawaban akhir", "Final answer"),
    "outcome": ("Hasil", "Outcome"),
    "evidence": ("Bukti", "Evidence"),
    "code": ("Kode alasan", "Reason code"),
    "clock": ("Tenggat", "Time limit"),
    "days": ("Tambahan hari", "Days added"),
    "to": ("Kepada", "To"),
    "files": ("Lampiran", "Attachments"),
    "rating": ("Penilaian", "Rating"),
    "comment": ("Komentar", "Comment"),
}
"""By a field's name. `FIELDS_OF` has other words for it in some decisions."""
FIELDS_OF: Mapping[tuple[str, str], Words] = {
    ("respond", "text"): ("Jawaban", "Answer"),
    ("complete", "text"): ("Jawaban Anda", "Your answer"),
    ("reply", "text"): ("Tanggapan Anda", "Your reply"),
    ("remark", "text"): ("Keterangan", "Remark"),
    ("note", "text"): ("Isi catatan", "Text of the note"),
    ("forward", "title"): ("Judul yang diteruskan", "Title as forwarded"),
    ("forward", "text"): ("Isi yang diteruskan", "Text as forwarded"),
    ("correct", "title"): ("Judul yang benar", "Corrected title"),
    ("correct", "text"): ("Isi yang benar", "Corrected text"),
}

HINTS: Mapping[tuple[str, str], Words] = {
    ("forward", "supervisory"): ("Hanya untuk pengaduan.", "For complaints only."),
    ("forward", "title"): ("Kosongkan agar tetap seperti ditulis.", "Leave it empty to keep it as written."),
    ("forward", "text"): (
        "Kosongkan agar tetap seperti ditulis. Instansi membaca isi ini.",
        "Leave it empty to keep it as written. The agency reads this text.",
    ),
    ("correct", "title"): ("Isi judul, isi laporan, atau keduanya.", "Give a title, a text, or both."),
    ("correct", "text"): ("Isi judul, isi laporan, atau keduanya.", "Give a title, a text, or both."),
    ("merge", "acknowledged"): (
        "Perlu bila laporan asal anonim atau rahasia.",
        "Needed if the original is anonymous or confidential.",
    ),
    ("respond", "outcome"): (
        "Hanya untuk jawaban akhir; tanpa pilihan berarti selesai ditangani.",
        "For a final answer only; without a choice it is resolved.",
    ),
    ("respond", "evidence"): (
        "Nomor surat, tautan, atau rujukan lain, satu per baris.",
        "Numbers of letters, links or other references, one a line.",
    ),
    ("complete", "files"): ("Nama atau tautan, satu per baris.", "Names or links, one a line."),
    ("remark", "files"): ("Nama atau tautan, satu per baris.", "Names or links, one a line."),
    ("confirm", "rating"): ("1 sangat buruk, 5 sangat baik.", "1 is very bad, 5 is very good."),
}
"""What has to be known of a field beyond its name and its bounds."""

CHOICES: Mapping[tuple[str, str], Mapping[str, Words]] = {
    ("forward", "class"): {
        "complaint": ("Pengaduan", "Complaint"),
        "aspiration": ("Aspirasi", "Aspiration"),
        "information": ("Permintaan informasi", "Request for information"),
    },
    ("archive", "reason"): {
        "out_of_scope": ("Di luar lingkup layanan ini", "Out of this service's scope"),
        "in_court": ("Sedang diperiksa pengadilan", "Before a court"),
        "duplicate_of": ("Sudah dilaporkan", "Reported already"),
        "unclear": ("Tidak jelas", "Unclear"),
        "abusive": ("Mengandung penghinaan", "Abusive"),
        "handled_elsewhere": ("Ditangani di tempat lain", "Handled elsewhere"),
    },
    ("respond", "outcome"): {
        "resolved": ("Selesai ditangani", "Resolved"),
        "redirected": ("Diarahkan ke tempat lain", "Redirected"),
        "not_granted": ("Tidak dikabulkan", "Not granted"),
    },
}

ALLOWANCES: Mapping[str, Words] = {
    "questions": ("Pertanyaan kepada pelapor", "Questions to the reporter"),
    "questions_in_stage": ("Pertanyaan pada tahap ini", "Questions in this stage"),
    "extensions": ("Perpanjangan", "Extensions"),
    "disputes": ("Penolakan jawaban", "Disputes"),
    "remarks_today": ("Keterangan hari ini", "Remarks today"),
    "reopenings": ("Pembukaan kembali", "Reopenings"),
    "declines": ("Penolakan oleh instansi", "Declines by agencies"),
}

REFUSALS: Mapping[str, Words] = {
    "question_limit": (
        "Pelapor sudah ditanya sebanyak yang diperbolehkan.",
        "The reporter has been asked as often as may be.",
    ),
    "already_extended": ("Tenggat ini sudah diperpanjang.", "The time limit has been extended already."),
    "lapsed": ("Tenggat sudah lewat.", "The time limit has lapsed."),
    "clock_not_extendable": (
        "Tidak ada tenggat yang dapat Anda perpanjang sekarang.",
        "There is no time limit that you may extend now.",
    ),
    "ruling_stands": (
        "Pusat telah menetapkan bahwa laporan ini wewenang instansi Anda.",
        "The centre has ruled that the report is your agency's.",
    ),
    "dispute_limit": (
        "Jawaban tidak dapat ditolak lagi; Anda dapat menghubungi Ombudsman.",
        "The answer can't be disputed again; the Ombudsman is open to you.",
    ),
    "already_reopened": (
        "Laporan hanya dapat dibuka kembali sekali; Anda dapat menghubungi Ombudsman.",
        "A report can be reopened once; the Ombudsman is open to you.",
    ),
    "reopening_over": (
        "Laporan sudah ditutup untuk seterusnya; Anda dapat menghubungi Ombudsman.",
        "The report is closed for good; the Ombudsman is open to you.",
    ),
    "remark_limit": (
        "Keterangan hari ini sudah sebanyak yang diperbolehkan. Coba lagi besok.",
        "There are as many remarks today as may be. Try again tomorrow.",
    ),
    "not_anonymous": ("Pelapor tidak anonim.", "The reporter is not anonymous."),
    "extension_limit": (
        "Menurut kebijakan ini tenggat tidak dapat diperpanjang.",
        "Under this policy no time limit can be extended.",
    ),
    "postponement_limit": (
        "Menurut kebijakan ini laporan tidak dapat ditunda.",
        "Under this policy no report can be postponed.",
    ),
    "unknown_category": (
        "Kebijakan ini tidak memiliki kategori.",
        "This policy has no categories.",
    ),
    "not_found": (
        "Laporan itu tidak ada, atau bukan untuk Anda baca.",
        "There is no such report, or it is not yours to read.",
    ),
    "not_allowed": (
        "Keputusan ini bukan wewenang Anda pada tahap ini.",
        "In this stage this is not yours to decide.",
    ),
    "task_not_open": (
        "Tugas ini sudah diselesaikan oleh orang lain atau oleh tenggat.",
        "Somebody else, or a time limit, has ended this task already.",
    ),
    "unknown_task": ("Laporan ini tidak memiliki tugas itu.", "This report never had such a task."),
    "idempotency_key_reused": (
        "Formulir ini sudah dikirim dengan isi lain. Muat ulang halaman.",
        "This form was sent already, with another content. Load the page again.",
    ),
    "unknown_agency": ("Tidak ada instansi aktif dengan kode itu.", "No active agency has that code."),
    "unknown_unit": ("Tidak ada unit aktif dengan kode itu.", "No active unit has that code."),
    "unknown_officer": (
        "Tidak ada pejabat aktif dengan nama itu dalam peran ini.",
        "No active officer of that role has that name.",
    ),
    "supervisory_complaints_only": (
        "Hanya pengaduan yang dapat berkadar pengawasan.",
        "Only a complaint can need an investigation.",
    ),
    "nothing_corrected": (
        "Isi judul baru, isi laporan baru, atau keduanya.",
        "Give a new title, a new text, or both.",
    ),
    "merge_target": (
        "Laporan asal harus masih terbuka dan tidak digabung.",
        "The original has to be open and itself not merged.",
    ),
    "merge_not_acknowledged": (
        "Laporan asal anonim atau rahasia. Nyatakan bahwa Anda tahu apa yang akan terlihat oleh pelapor.",
        "The original is anonymous or confidential. Say that you know what the reporter will be shown.",
    ),
    "same_owner": ("Tugas ini sudah ada padanya.", "The task is theirs already."),
    "holder_in_office": (
        "Masih ada yang bertugas di sana.",
        "Somebody is in office there.",
    ),
    "nobody_in_office": (
        "Tidak ada tujuan dengan petugas aktif.",
        "There is nobody in office to whom it could go.",
    ),
    "report_sealed": (
        "Laporan sudah ditutup untuk seterusnya.",
        "The report is closed for good.",
    ),
    "erased": ("Isi laporan sudah dihapus.", "What was written in this report has been erased."),
}
"""Why a decision can't be made, by the code with which it is refused."""

EFFECTS: Mapping[str, Words] = {
    "starts": ("mulai", "starts"),
    "stops": ("berakhir", "stops"),
    "pauses": ("berhenti sementara", "pauses"),
    "resumes": ("berjalan lagi", "resumes"),
    "moves": ("berubah tanggalnya", "moves"),
    "runs_on": ("tetap berjalan", "runs on"),
    "stands_still": ("tetap berhenti sementara", "stays paused"),
}
"""What a decision does to a time limit."""


def name_field(kind: str, field: str) -> Words:
    """What a field of a decision is called."""
    return FIELDS_OF.get((kind, field)) or FIELDS[field]


def name_choice(kind: str, field: str, code: str) -> Words:
    """What a choice of a field is called. Raises KeyError for a code that the field does not have."""
    if field == "category":
        return name_category(code)
    if field == "clock":
        return names.CLOCKS[code].capitalize(), names.CLOCKS_IN_ENGLISH[code].capitalize()
    return CHOICES[kind, field][code]


def name_stage(code: str) -> Words:
    """What a stage is called."""
    return names.STAGES[code].capitalize(), names.STAGES_IN_ENGLISH[code].capitalize()


def name_role(code: str) -> Words:
    """What a role is called."""
    return names.ROLES[code], names.ROLES_IN_ENGLISH[code]


def name_clock(code: str) -> Words:
    """What a time limit is called."""
    return names.CLOCKS[code], names.CLOCKS_IN_ENGLISH[code]
