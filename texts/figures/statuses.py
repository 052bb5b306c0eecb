"""Figures of the end of a day: how many reports are in which status."""

from collections.abc import Mapping

from texts.figures.wording import Wording, word

STATUSES: Mapping[str, Wording] = {
    "total": word(
        "Semua laporan",
        "All reports",
        "Laporan yang masuk sampai akhir hari terakhir; status di bawahnya tepat berjumlah angka ini.",
        "Reports received by the end of the last day; the statuses below add up to exactly this number.",
    ),
    "open": word(
        "Masih terbuka",
        "Open",
        "Belum ditutup, di mana pun laporan itu, juga yang menunggu pelapor atau digabung.",
        "Not closed, wherever the report is, also where it waits for its reporter or is merged.",
    ),
    "not_yet_verified": word(
        "Belum terverifikasi",
        "Not yet verified",
        "Menunggu verifikasi pusat, juga sesudah ditolak instansi, dipisahkan, atau dibuka lagi.",
        "Waiting for the centre's verification, also after a decline, a split, a recall or a reopening.",
    ),
    "postponed": word(
        "Tertunda",
        "Postponed",
        "Verifikasinya ditunda oleh pusat sampai suatu tanggal yang belum tiba.",
        "The centre has postponed its verification to a day that has not come.",
    ),
    "awaiting_completion": word(
        "Menunggu kelengkapan pelapor",
        "Waiting for the reporter's details",
        "Pusat, instansi, atau unit telah bertanya kepada pelapor dan menunggu jawabannya.",
        "The centre, an agency or a unit has asked the reporter and waits for the reply.",
    ),
    "not_followed_up": word(
        "Belum ditindaklanjuti",
        "Not followed up",
        "Ada pada instansi, yang sejak diterusi belum memberi jawaban apa pun.",
        "With an agency that has given no answer since it was forwarded there.",
    ),
    "undisposed": word(
        "Diteruskan, belum didisposisi",
        "Forwarded, not disposed",
        "Ada pada admin instansi, yang belum menjawab dan belum mendisposisikannya ke unit.",
        "With an agency's admin, who has neither answered nor disposed it to a unit.",
    ),
    "unanswered": word(
        "Didisposisi, belum dijawab",
        "Disposed, not answered",
        "Ada pada unit, dan instansi itu belum memberi jawaban apa pun.",
        "With a unit, and that agency has given no answer yet.",
    ),
    "in_progress": word(
        "Dalam proses",
        "In process",
        "Sudah ada jawaban atau konsep jawaban, tetapi laporan belum ditutup.",
        "There is an answer or the draft of one, and the report is not closed yet.",
    ),
    "in_approval": word(
        "Jawaban menunggu persetujuan",
        "Answer waits for approval",
        "Jawaban akhir sudah dikonsep dan menunggu persetujuan pimpinan.",
        "A final answer is drafted and waits for the supervisor's approval.",
    ),
    "in_process": word(
        "Sudah dijawab, belum final",
        "Answered, not finally",
        "Instansi sudah memberi jawaban pertama, tetapi jawaban akhir belum ada atau disanggah.",
        "The agency has given a first answer; the final one is still to come, or was disputed.",
    ),
    "awaiting_reply": word(
        "Menunggu tanggapan pelapor",
        "Waiting for the reporter's reply",
        "Jawaban akhir sudah terbit, dan pelapor masih dapat menanggapinya.",
        "The final answer is published, and the reporter can still reply to it.",
    ),
    "merged": word(
        "Digabung",
        "Merged",
        "Mengikuti laporan lain yang sama pokoknya, dan ditutup bersamanya.",
        "Follows another report about the same matter, and closes with it.",
    ),
    "finished": word(
        "Selesai",
        "Finished",
        "Ditutup sesudah jawaban akhir dari yang berwenang; laporan yang hanya dialihkan tidak termasuk.",
        "Closed after a final answer of whoever is competent; what was only redirected is not among them.",
    ),
    "resolved": word(
        "Selesai: tertangani",
        "Finished: resolved",
        "Ditutup dengan konfirmasi pelapor atas jawaban bahwa masalahnya tertangani.",
        "Closed by the reporter's confirmation of an answer that resolves the matter.",
    ),
    "not_granted": word(
        "Selesai: tidak dikabulkan",
        "Finished: not granted",
        "Ditutup dengan konfirmasi pelapor atas jawaban bahwa permintaannya tidak dikabulkan.",
        "Closed by the reporter's confirmation of an answer that does not grant the request.",
    ),
    "answered_without_reply": word(
        "Selesai: tanpa tanggapan pelapor",
        "Finished: without the reporter's reply",
        "Ditutup karena pelapor tidak menanggapi jawaban akhir dalam batas waktunya.",
        "Closed because the reporter did not reply to the final answer in time.",
    ),
    "redirected": word(
        "Dialihkan",
        "Redirected",
        "Ditutup dengan jawaban yang hanya mengarahkan ke tempat lain; tidak pernah dihitung selesai.",
        "Closed with an answer that only points elsewhere; never counted as resolved or finished.",
    ),
    "archived": word(
        "Diarsipkan",
        "Archived",
        "Ditutup tanpa jawaban dengan salah satu alasan di bawahnya.",
        "Closed without an answer, for one of the reasons below.",
    ),
    "archived_out_of_scope": word(
        "Diarsipkan: di luar lingkup",
        "Archived: out of scope",
        "Diarsipkan karena bukan urusan pelayanan publik.",
        "Archived because it is no matter of public service.",
    ),
    "archived_in_court": word(
        "Diarsipkan: di pengadilan",
        "Archived: in court",
        "Diarsipkan karena perkaranya sedang diperiksa pengadilan.",
        "Archived because a court is dealing with the matter.",
    ),
    "archived_duplicate_of": word(
        "Diarsipkan: ganda",
        "Archived: duplicate",
        "Diarsipkan karena laporan yang sama sudah ada.",
        "Archived because the same report exists already.",
    ),
    "archived_unclear": word(
        "Diarsipkan: tidak jelas",
        "Archived: unclear",
        "Diarsipkan karena tidak dapat dipahami apa yang dilaporkan.",
        "Archived because it can't be understood what is reported.",
    ),
    "archived_abusive": word(
        "Diarsipkan: tidak pantas",
        "Archived: abusive",
        "Diarsipkan karena isinya menghina atau melecehkan.",
        "Archived because its text is abusive.",
    ),
    "archived_handled_elsewhere": word(
        "Diarsipkan: ditangani di tempat lain",
        "Archived: handled elsewhere",
        "Diarsipkan karena pihak lain sudah menanganinya.",
        "Archived because somebody else is handling it already.",
    ),
    "archived_with_original": word(
        "Diarsipkan bersama laporan induk",
        "Archived with its original",
        "Ditutup karena laporan yang diikutinya diarsipkan.",
        "Closed because the report that it follows was archived.",
    ),
    "ended_otherwise": word(
        "Berakhir tanpa penanganan",
        "Ended without handling",
        "Ditutup karena pelapor menariknya, atau tidak melengkapinya dalam batas waktu.",
        "Closed because the reporter withdrew it, or did not complete it in time.",
    ),
    "not_completed": word(
        "Tidak dilengkapi",
        "Not completed",
        "Ditutup karena pelapor tidak melengkapinya dalam batas waktu.",
        "Closed because the reporter did not complete it in time.",
    ),
    "withdrawn": word(
        "Ditarik pelapor", "Withdrawn", "Ditarik kembali oleh pelapornya.", "Taken back by its reporter."
    ),
}  # fmt: skip
"""By the figure's code."""
