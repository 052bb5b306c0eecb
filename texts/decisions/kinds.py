"""What each kind of decision is called, and what it does."""

from collections.abc import Mapping

from texts.formats import InBoth, both

KINDS: Mapping[str, tuple[InBoth, InBoth]] = {
    "forward": (
        both("Teruskan ke instansi", "Forward to an agency"),
        both("Laporan dikirim ke instansi yang berwenang.", "Sends the report to the agency in charge."),
    ),
    "ask_reporter": (
        both("Minta kelengkapan", "Ask the reporter"),
        both(
            "Pelapor diminta melengkapi laporan; tenggat berhenti berjalan sampai dijawab.",
            "Asks the reporter to complete the report; deadlines stand still until the answer.",
        ),
    ),
    "postpone": (
        both("Tunda", "Postpone"),
        both(
            "Laporan keluar dari daftar kerja sampai tanggal itu; tenggat tetap berjalan.",
            "Takes the report out of the worklist until that date; its deadline runs on.",
        ),
    ),
    "merge": (
        both("Gabungkan", "Merge"),
        both(
            "Laporan ini mengikuti laporan lain tentang hal yang sama.",
            "This report follows another one about the same matter.",
        ),
    ),
    "archive": (
        both("Arsipkan", "Archive"),
        both("Laporan ditutup tanpa jawaban.", "Closes the report without an answer."),
    ),
    "correct": (
        both("Perbaiki judul atau isi", "Correct the title or text"),
        both("Naskah asli tetap disimpan.", "The original text is kept."),
    ),
    "dispose": (
        both("Disposisi ke unit", "Pass to a unit"),
        both("Unit yang dipilih menindaklanjuti laporan.", "The unit that you choose follows the report up."),
    ),
    "respond": (
        both("Jawab", "Respond"),
        both(
            "Jawaban dibaca oleh pelapor. Jawaban sementara tidak mengakhiri tugas.",
            "The reporter reads the answer. An interim one does not end the task.",
        ),
    ),
    "decline": (
        both("Bukan wewenang kami", "Decline"),
        both("Laporan kembali ke pusat.", "Sends the report back to the centre."),
    ),
    "recall": (
        both("Tarik kembali", "Recall"),
        both(
            "Laporan kembali ke pusat karena tidak ada yang dapat menanganinya di sana.",
            "Takes the report back to the centre: nobody there can handle it.",
        ),
    ),
    "return_to_agency": (
        both("Kembalikan ke admin instansi", "Return to the agency's admin"),
        both("Admin instansi memilih unit lain.", "The agency's admin chooses another unit."),
    ),
    "approve": (
        both("Setujui jawaban", "Approve the answer"),
        both("Jawaban dikirim kepada pelapor.", "Sends the answer to the reporter."),
    ),
    "revise": (
        both("Minta perbaikan", "Ask for a revision"),
        both("Konsep jawaban kembali ke penulisnya.", "Sends the draft back to whoever wrote it."),
    ),
    "extend": (
        both("Perpanjang tenggat", "Extend a deadline"),
        both(
            "Sekali untuk setiap tenggat, sebelum lewat. Pelapor diberi tahu.",
            "Once for each deadline, before it lapses. The reporter is told.",
        ),
    ),
    "nudge": (
        both("Ingatkan", "Nudge"),
        both("Pemegang tugas diminta segera bertindak.", "Urges whoever has the task to act."),
    ),
    "allow_question": (
        both("Izinkan satu pertanyaan lagi", "Allow one more question"),
        both(
            "Pelapor boleh diminta melengkapi laporan sekali lagi.",
            "The reporter may be asked once more to complete the report.",
        ),
    ),
    "reassign": (
        both("Alihkan tugas", "Reassign"),
        both("Tugas diberikan kepada unit atau pejabat lain.", "Gives the task to another unit or officer."),
    ),
    "note": (
        both("Tulis catatan internal", "Write an internal note"),
        both(
            "Hanya untuk petugas instansi yang memegang laporan, pusat, dan pengawas. "
            "Tidak dibaca pelapor. Tenggat tetap.",
            "Only for staff of the agency that holds the report, the centre and auditors. "
            "Not read by the reporter. Deadlines stay.",
        ),
    ),
    "split": (
        both("Pisahkan", "Split"),
        both(
            "Laporan kembali ke pusat dan ditangani sendiri.",
            "The report returns to the centre and is handled on its own.",
        ),
    ),
    "open_identity": (
        both("Buka identitas pelapor", "Open the reporter's identity"),
        both("Siapa yang membuka dan mengapa dicatat.", "Who opened it, and why, is recorded."),
    ),
    "complete": (
        both("Lengkapi laporan", "Complete the report"),
        both("Jawab pertanyaan; laporan kembali diproses.", "Answer the question; the report goes on."),
    ),
    "confirm": (
        both("Terima jawaban", "Accept the answer"),
        both(
            "Laporan selesai dan tidak dapat dibuka kembali.",
            "The report is closed and can't be reopened.",
        ),
    ),
    "reply": (
        both("Tanggapi", "Reply"),
        both("Laporan kembali kepada yang menjawab.", "The report returns to whoever answered."),
    ),
    "dispute": (
        both("Tolak jawaban", "Dispute the answer"),
        both("Laporan diperiksa sekali lagi.", "The report is examined once more."),
    ),
    "withdraw": (
        both("Cabut laporan", "Withdraw the report"),
        both("Laporan ditutup.", "Closes the report."),
    ),
    "remark": (
        both("Tambahkan keterangan", "Add a remark"),
        both(
            "Dibaca oleh yang menangani; tidak mengubah tenggat.",
            "Whoever handles the report reads it; no deadline changes.",
        ),
    ),
    "correct_contact": (
        both("Ganti kontak", "Correct your contact"),
        both(
            "Kabar berikutnya dikirim ke kontak baru. Kontak lama diberi tahu. Tenggat tetap.",
            "What happens next is told to the new contact. The former one is told. Deadlines stay.",
        ),
    ),
    "reopen": (
        both("Buka kembali", "Reopen"),
        both("Laporan ditangani lagi. Hanya sekali.", "The report is handled again. Once only."),
    ),
}
"""Of each kind of decision its name, and what it does."""
