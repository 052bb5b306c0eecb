"""Refusals and errors by their code, as people read them on pages: what is wrong, and what to do.

Programs read the problem's own `detail`; these texts say the same without technical words.
"""

from collections.abc import Mapping

from texts.decrees import REFUSED as DECREES
from texts.evidence_problems import EVIDENCE
from texts.formats import InBoth, both
from texts.refusals import NOT_OFFERED, REFUSALS
from texts.successions import REFUSED as SUCCESSIONS

SIGN_IN = {
    "not_signed_in": both("Silakan masuk dahulu.", "Sign in first."),
    "token_void": both(
        "Sesi Anda sudah berakhir. Silakan masuk lagi.", "Your session is over. Sign in again."
    ),
    "wrong_password": both("Nama dan kata sandi tidak cocok.", "Name and password do not belong together."),
    "pin_missing": both("Isi PIN laporan.", "Enter the report's PIN."),
    "wrong_pin": both(
        "Nomor laporan dan PIN tidak cocok. Periksa keduanya, lalu coba lagi.",
        "Number and PIN do not belong together. Check both and try again.",
    ),
    "tracking_number_check": both(
        "Nomor laporan salah ketik: huruf terakhirnya tidak sesuai dengan yang lain.",
        "The report's number was mistyped: its last character does not fit the others.",
    ),
    "too_often": both(
        "Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi.",
        "Too many tries. Wait a moment, then try again.",
    ),
    "too_many_streams": both(
        "Terlalu banyak halaman terbuka. Muat ulang halaman untuk melihat yang baru.",
        "Too many pages are open. Load the page again to see what is new.",
    ),
    "password_change_required": both(
        "Ganti dahulu kata sandi sekali pakai Anda.", "Change your one-time password first."
    ),
    "password_too_short": both("Kata sandi baru terlalu pendek.", "The new password is too short."),
    "password_too_long": both("Kata sandi baru terlalu panjang.", "The new password is too long."),
    "password_unchanged": both(
        "Kata sandi sekali pakai harus diganti dengan kata sandi lain.",
        "A one-time password has to give way to another one.",
    ),
}
WRITING = {
    "cross_site": both(
        "Kiriman ini tidak berasal dari halaman situs ini, sehingga tidak diterima.",
        "This was not sent from a page of this site, so it was not taken.",
    ),
    "form_token_missing": both(
        "Kiriman ini tidak lengkap. Muat ulang halamannya, lalu kirim lagi.",
        "What was sent is not complete. Load the page again, then send it.",
    ),
    "form_token_wrong": both(
        "Formulir ini dibuka sebelum Anda masuk atau keluar. Muat ulang halamannya, lalu kirim lagi.",
        "This form was opened before you signed in or out. Load the page again, then send it.",
    ),
    "own_account": both(
        "Peran, kantor, dan keadaan akun sendiri diubah oleh orang lain.",
        "Somebody else changes your own role, office or state.",
    ),
    "username_taken": both("Nama akun ini sudah dipakai.", "Another account has this name."),
    "code_taken": both("Kode ini sudah dipakai.", "There is one of this code already."),
    "directory_changed": both(
        "Direktori atau tugasnya berubah sejak tinjauan. Belum ada yang diubah; tinjau lagi.",
        "The directory or its tasks changed since the preview. Nothing was changed; look at it again.",
    ),
    "directory_refused": both(
        "Belum ada yang diubah: perbaiki dahulu baris yang disebut.",
        "Nothing was changed: put the lines right that are named.",
    ),
    "claimed": both(
        "Rekan Anda sedang menangani laporan ini. Ambil alih bila memang perlu.",
        "A colleague works on this report. Take it over if that is meant.",
    ),
    "too_many_bulks": both(
        "Masih ada beberapa keputusan sekaligus milik Anda yang berjalan. Tunggu salah satunya selesai.",
        "Several of your bulk decisions are still running. Wait for one of them to end.",
    ),
    "too_many_audits": both(
        "Masih ada beberapa putar ulang milik Anda yang berjalan. Tunggu salah satunya, atau hentikan.",
        "Several of your audits are still running. Wait for one of them to end, or stop one.",
    ),
    "author_changed": both(
        "Akun yang mengirim keputusan ini sejak itu dinonaktifkan, dipindahkan, atau diganti kata sandinya.",
        "The account that sent this was disabled, moved or given a new password since.",
    ),
    "category_needed": both(
        "Laporan ini belum berkategori. Pilih satu kategori untuk semua.",
        "This report has no category. Choose one for all.",
    ),
    "template_changed": both(
        "Templat ini sudah diubah atau ditarik oleh orang lain. Tulisan Anda masih ada di sini.",
        "The template has been changed or retired by somebody else. What you wrote is still here.",
    ),
    "yearly_form_changed": both(
        "Formulir ini sudah diubah orang lain sejak Anda membukanya. Isian Anda masih ada di sini: bandingkan"
        " dengan versi terbaru, lalu simpan lagi.",
        "Somebody else has changed this form since you opened it. What you filled in is still here: compare"
        " it with the newest version, then save it again.",
    ),
    "agency_ended": both(
        "Instansi ini sudah berakhir. Formulirnya tetap dapat dibaca, dan tidak diubah lagi.",
        "The agency has ended. Its forms can still be read, and are not changed any more.",
    ),
    "too_many_templates": both(
        "Templat sudah terlalu banyak. Tarik salah satunya dahulu.",
        "There are too many templates. Retire one of them first.",
    ),
    "view_name_taken": both(
        "Sudah ada tampilan dengan nama itu. Pilih nama lain.",
        "There is another view of that name. Choose another one.",
    ),
    "too_many_views": both(
        "Tampilan sudah terlalu banyak. Hapus atau lepaskan salah satunya dahulu.",
        "There are too many views. Delete or unpin one of them first.",
    ),
    "too_many_drafts": both(
        "Draf Anda sudah terlalu banyak. Kirim atau buang salah satunya dahulu.",
        "You have too many drafts. Send or discard one of them first.",
    ),
    "form_expired": both(
        "Formulir ini terlalu lama terbuka. Muat ulang halamannya, lalu kirim lagi.",
        "This form was open for too long. Load the page again, then send it.",
    ),
}
FINDING = {
    "export_too_large": both(
        "Terlalu banyak untuk satu berkas. Pilih masa yang lebih pendek, atau satu bagian.",
        "Too much for one file. Choose a shorter period, or a part.",
    ),
    "format_not_installed": both(
        "Pemasangan ini belum dapat menulis bentuk berkas itu. Pilih bentuk lain.",
        "This installation can't write files of that kind yet. Choose another kind.",
    ),
    "not_found": both(
        "Laporan ini tidak ada, atau Anda tidak berwenang membacanya.",
        "There is no such report, or it is not yours to read.",
    ),
    "replaced": both(
        "Alamat ini sudah diganti: angka ada di halaman Angka.",
        "This address was replaced: figures are on the page Figures.",
    ),
    "no_such_page": both(
        "Alamat ini tidak ada. Mungkin salah ketik, atau halamannya sudah pindah.",
        "There is nothing at this address. It may be mistyped, or the page has moved.",
    ),
    "method_not_allowed": both(
        "Halaman ini tidak dapat dipakai dengan cara itu.", "This page can't be used in that way."
    ),
    "no_such_bulk": both(
        "Anda tidak memiliki keputusan sekaligus ini, atau sudah lebih dari 30 hari.",
        "You have no such bulk decision, or it is older than 30 days.",
    ),
    "no_such_audit": both("Putar ulang ini tidak ada.", "There is no such audit."),
    "no_such_template": both(
        "Templat ini tidak ada, sudah ditarik, atau bukan untuk Anda.",
        "There is no such template, it has been retired, or it is not yours to use.",
    ),
    "no_such_yearly_form": both(
        "Formulir tahunan ini tidak ada, atau Anda tidak berwenang membacanya.",
        "There is no such yearly form, or it is not yours to read.",
    ),
    "no_such_view": both(
        "Tampilan ini tidak ada, atau bukan milik Anda.", "There is no such view, or it is not yours."
    ),
    "no_such_draft": both(
        "Anda tidak memiliki draf keputusan ini untuk laporan ini.",
        "You have no draft of this decision on this report.",
    ),
    "unknown_account": both("Akun ini tidak ada.", "There is no such account."),
    "unknown_region": both("Wilayah ini tidak dikenal.", "There is no such region."),
    "unknown_decree": both("Keputusan hari libur ini tidak ada.", "There is no such decree."),
    "unknown_retiming": both("Perhitungan ulang ini tidak ada.", "There is no such re-timing."),
    "no_such_clock": both("Laporan ini tidak memiliki tenggat itu.", "The report has no such deadline."),
    "no_such_fact": both("Laporan ini tidak memiliki catatan itu.", "The report has no such fact."),
    "not_yet": both("Pada saat itu laporan ini belum ada.", "At that time the report did not exist yet."),
    "no_such_head": both("Kepala buku besar ini tidak ada.", "The ledger has no such head."),
    "beyond_log": both("Buku besar belum sepanjang itu.", "The ledger is not that long yet."),
    "history_gone": both(
        "Riwayat laporan ini tidak lagi tersimpan.", "The history of this report is no longer kept."
    ),
    "erased": both(
        "Isi laporan ini telah dihapus atas permintaan yang sah dan tidak dapat dibaca lagi.",
        "What was written in this report has been erased and can't be read again.",
    ),
    "wrong_cursor": both(
        "Daftar ini sudah berubah. Mulai lagi dari halaman pertama.",
        "This list has changed. Begin again at the first page.",
    ),
}
SERVICE = {
    "body_too_slow": both(
        "Kiriman tidak sampai utuh pada waktunya. Tidak ada yang tersimpan; silakan kirim lagi.",
        "What you sent did not arrive whole in time. Nothing was done; send it again.",
    ),
    "body_too_large": both(
        "Kiriman lebih besar daripada yang dapat diterima di sini.",
        "What you sent is larger than is taken here.",
    ),
    "not_confirmed": both(
        "Belum dapat dipastikan apakah keputusan ini tersimpan. Kirim lagi: tidak akan diputuskan dua kali.",
        "It is not certain yet whether this was saved. Send it again: nothing is decided twice.",
    ),
    "clock_off": both(
        "Jam server ini tidak tepat, sehingga tidak ada yang diterima sekarang. Coba lagi sebentar lagi.",
        "This server's clock is off, so nothing is taken in now. Try again in a moment.",
    ),
    "key_unavailable": both(
        "Kunci laporan belum dapat diambil. Tidak ada yang tersimpan; coba lagi sebentar lagi.",
        "The report's key can't be reached now. Nothing was done; try again in a moment.",
    ),
    "record_unavailable": both(
        "Catatan laporan belum dapat dibaca. Coba lagi sebentar lagi.",
        "The record can't be read just now. Try again in a moment.",
    ),
    "record_busy": both(
        "Terlalu banyak yang diminta sekaligus. Coba lagi sebentar lagi.",
        "Too much is asked at once. Try again in a moment.",
    ),
    "directory_unavailable": both(
        "Daftar instansi dan petugas belum dapat dibaca. Coba lagi sebentar lagi.",
        "The directory can't be read just now. Try again in a moment.",
    ),
    "engine_unavailable": both(
        "Mesin yang menjalankan laporan belum dapat dihubungi. Coba lagi sebentar lagi.",
        "The engine that runs the reports can't be reached now. Try again in a moment.",
    ),
    "archive_unavailable": both(
        "Arsip belum dapat dibaca. Coba lagi sebentar lagi.",
        "The archive can't be read just now. Try again in a moment.",
    ),
    "not_live": both(
        "Keadaan terkini laporan belum dapat ditanyakan. Coba lagi sebentar lagi.",
        "The report's present state can't be asked now. Try again in a moment.",
    ),
    "not_judged": both(
        "Pemutaran ulang belum dapat dijalankan sekarang.", "The report can't be replayed now."
    ),
    "not_logged_yet": both(
        "Catatan ini belum masuk buku besar. Coba lagi beberapa detik lagi.",
        "These facts are not in the ledger yet. Try again in a few seconds.",
    ),
    "access_not_recorded": both(
        "Data ini baru ditampilkan setelah pembacaannya dicatat, dan itu belum dapat dilakukan sekarang.",
        "This is shown only once it is noted that you look, which can't be done now.",
    ),
    "query_timeout": both(
        "Pencarian terlalu lama dan dihentikan. Persempit saringan atau rentang harinya.",
        "Finding this took too long. Ask with more filters or for fewer days.",
    ),
    "ledger_key_retired": both(
        "Server ini memakai kunci buku besar yang lama. Beri tahu operator.",
        "This server signs with an old ledger key. Tell the operator.",
    ),
    "unforeseen": both(
        "Ada kesalahan pada layanan ini dan sudah dicatat. Coba lagi sebentar lagi.",
        "Something went wrong here and has been logged. Try again in a moment.",
    ),
}
TEXTS: Mapping[str, InBoth] = {
    **SIGN_IN,
    **WRITING,
    **FINDING,
    **DECREES,
    **SUCCESSIONS,
    **REFUSALS,
    **SERVICE,
    **EVIDENCE,
}


def explain_problem(code: str, detail: str) -> InBoth:
    """What a person reads of the problem; `detail`, in English, where the code has no text of its own."""
    return TEXTS.get(code, both(detail, detail))


def explain_unavailable(code: str) -> InBoth:
    """Why a decision can't be made now, by the code with which it would be refused."""
    return NOT_OFFERED.get(code) or TEXTS[code]
