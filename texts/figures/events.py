"""Figures of a period: what happened in it, how fast, and to whose satisfaction."""

from collections.abc import Mapping

from texts.figures.wording import Wording, word

PROGRESS: Mapping[str, Wording] = {
    "received": word(
        "Masuk",
        "Received",
        "Laporan yang dikirim dalam masa ini; dihitung pada pusat, karena belum ada di instansi mana pun.",
        "Reports sent in during the period; counted for the centre, since no agency holds them yet.",
    ),
    "verifications": word(
        "Terverifikasi",
        "Verified",
        "Berapa kali pusat menyelesaikan suatu verifikasi dengan meneruskan, menggabung, atau mengarsipkan.",
        "How often the centre completed a verification by forwarding, merging or archiving.",
    ),
    "forwardings": word(
        "Diteruskan",
        "Forwarded",
        "Berapa kali laporan diteruskan ke instansi, dihitung pada instansi penerima.",
        "How often reports were forwarded to an agency, counted for the agency that received them.",
    ),
    "dispositions": word(
        "Didisposisi",
        "Disposed",
        "Berapa kali admin instansi mendisposisikan laporan ke unit, dihitung pada unit penerima.",
        "How often an agency's admin disposed reports to a unit, counted for the unit that received them.",
    ),
    "first_answers": word(
        "Ditindaklanjuti (jawaban pertama)",
        "Followed up (first answer)",
        "Jawaban pertama instansi sesudah suatu penerusan, sementara atau akhir, tepat waktu atau terlambat.",
        "An agency's first answer after a forwarding, interim or final, in time or late.",
    ),
    "in_time_share": word(
        "Ditindaklanjuti tepat waktu",
        "Followed up in time",
        "Jawaban pertama dalam batas hari kerjanya, dibagi jumlahnya dan jumlah yang lewat batas.",
        "First answers within their working days, divided by these and those whose limit lapsed.",
    ),
    "closings": word(
        "Ditutup",
        "Closed",
        "Laporan yang ditutup dalam masa ini, dengan atau tanpa jawaban, dihitung pada pemegang terakhirnya.",
        "Reports closed in the period, with an answer or without, counted for who held them last.",
    ),
    "finishings": word(
        "Diselesaikan",
        "Brought to an end",
        "Laporan yang ditutup sebagai selesai; yang dibuka lagi dan selesai lagi dihitung dua kali.",
        "Reports closed as finished in the period; one that was reopened and finished again counts twice.",
    ),
    "redirections": word(
        "Dialihkan",
        "Redirected",
        "Jawaban akhir yang hanya mengarahkan ke tempat lain; tidak pernah dihitung selesai.",
        "Final answers that only point elsewhere; never counted as resolved or finished.",
    ),
    "archivings": word(
        "Diarsipkan",
        "Archived",
        "Berapa kali pusat atau instansi mengarsipkan laporan dalam masa ini.",
        "How often the centre or an agency archived a report in the period.",
    ),
}
SPEED: Mapping[str, Wording] = {
    "verify_median": word(
        "Verifikasi: median",
        "To verify: median",
        "Hari kerja sampai pusat selesai memverifikasi: separuh verifikasi tidak lebih lama dari ini.",
        "Working days until the centre has verified: half of all verifications took no longer.",
    ),
    "verify_p90": word(
        "Verifikasi: persentil ke-90",
        "To verify: 90th percentile",
        "Hari kerja sampai pusat selesai memverifikasi: sembilan dari sepuluh tidak lebih lama dari ini.",
        "Working days until the centre has verified: nine in ten took no longer.",
    ),
    "dispose_median": word(
        "Disposisi: median",
        "To dispose: median",
        "Hari kerja sampai admin instansi mendisposisikan: separuh disposisi tidak lebih lama dari ini.",
        "Working days until the agency's admin disposed: half of all dispositions took no longer.",
    ),
    "dispose_p90": word(
        "Disposisi: persentil ke-90",
        "To dispose: 90th percentile",
        "Hari kerja sampai admin instansi mendisposisikan: sembilan dari sepuluh tidak lebih lama dari ini.",
        "Working days until the agency's admin disposed: nine in ten took no longer.",
    ),
    "answer_median": word(
        "Jawaban pertama: median",
        "To answer: median",
        "Hari kerja dari penerusan sampai jawaban pertama: separuh jawaban tidak lebih lama dari ini.",
        "Working days from the forwarding to the first answer: half of all answers took no longer.",
    ),
    "answer_p90": word(
        "Jawaban pertama: persentil ke-90",
        "To answer: 90th percentile",
        "Hari kerja dari penerusan sampai jawaban pertama: sembilan dari sepuluh tidak lebih lama dari ini.",
        "Working days from the forwarding to the first answer: nine in ten took no longer.",
    ),
    "finish_median": word(
        "Penyelesaian: median",
        "To finish: median",
        "Hari kerja dari penerusan pertama sampai selesai, tanpa hari menunggu pelapor: median.",
        "Working days from first forwarding to finish, without the reporter's: half took no longer.",
    ),
    "finish_p90": word(
        "Penyelesaian: persentil ke-90",
        "To finish: 90th percentile",
        "Hari kerja dari penerusan pertama sampai selesai, tanpa hari menunggu pelapor: 9 dari 10.",
        "Working days from first forwarding to finish, without the reporter's: nine in ten.",
    ),
}
HANDLING: Mapping[str, Wording] = {
    "questions": word(
        "Pertanyaan kepada pelapor",
        "Questions to reporters",
        "Berapa kali pelapor diminta melengkapi, dihitung pada yang bertanya.",
        "How often reporters were asked for details, counted for who asked.",
    ),
    "question_days": word(
        "Hari menunggu pelapor",
        "Days the reporter was asked",
        "Hari kalender dari pertanyaan sampai dijawab atau ditutup, dijumlah menurut hari berakhirnya.",
        "Calendar days from a question to its answer or the closing, by the day on which they ended.",
    ),
    "question_working_days": word(
        "Hari kerja menunggu pelapor",
        "Working days the reporter was asked",
        "Hari kerja dari pertanyaan sampai dijawab atau ditutup, dijumlah menurut hari berakhirnya.",
        "Working days from a question to its answer or the closing, by the day on which they ended.",
    ),
    "declines": word(
        "Ditolak instansi",
        "Declined",
        "Berapa kali instansi mengembalikan laporan ke pusat sebagai bukan wewenangnya.",
        "How often an agency sent a report back to the centre as not its own.",
    ),
    "bounces": word(
        "Diteruskan lagi sesudah penolakan",
        "Sent on after a decline",
        "Berapa kali laporan yang ditolak diteruskan lagi, dihitung pada instansi penerima.",
        "How often a declined report was sent on, counted for the agency that received it.",
    ),
    "rulings": word(
        "Ketetapan pusat",
        "Rulings",
        "Penerusan yang tidak dapat ditolak, karena laporan sudah terlalu sering ditolak.",
        "Forwardings that can't be declined, because the report was declined too often.",
    ),
    "extensions": word(
        "Perpanjangan tenggat",
        "Extensions",
        "Berapa kali suatu tenggat diperpanjang, dihitung pada yang memegang laporan.",
        "How often a deadline was extended, counted for who held the report.",
    ),
}
LAPSES: Mapping[str, Wording] = {
    "overdue": word(
        "Lewat tenggat",
        "Overdue",
        "Laporan yang pada akhir masa ini melewati tenggat petugas yang masih berjalan, pada pemegangnya.",
        "Reports past a deadline of staff that runs on at the end of the period, counted for who holds them.",
    ),
    "lapses": word(
        "Tenggat lewat (tingkat 1)",
        "Lapses (level 1)",
        "Berapa kali suatu tenggat petugas lewat, dibebankan pada yang saat itu memegang laporan.",
        "How often a deadline of staff lapsed, charged to who held the report at that instant.",
    ),
    "lapses_level_2": word(
        "Eskalasi tingkat 2",
        "Escalations to level 2",
        "Tenggat yang masih lewat ketika tingkat 2 tercapai, dibebankan pada yang saat itu memegang laporan.",
        "Lapses that reached level 2, charged to who held the report at that instant.",
    ),
    "lapses_level_3": word(
        "Eskalasi tingkat 3",
        "Escalations to level 3",
        "Tenggat yang masih lewat ketika tingkat 3 tercapai, dibebankan pada yang saat itu memegang laporan.",
        "Lapses that reached level 3, charged to who held the report at that instant.",
    ),
    "first_answers_overdue": word(
        "Jawaban pertama lewat batas",
        "First answers overdue",
        "Berapa kali batas jawaban pertama lewat sebelum dijawab, pada hari lewatnya.",
        "How often the limit of a first answer lapsed unanswered, on the day of the lapse.",
    ),
}
SATISFACTION: Mapping[str, Wording] = {
    "disputes": word(
        "Jawaban disanggah",
        "Answers disputed",
        "Berapa kali pelapor menyanggah jawaban akhir.",
        "How often a reporter disputed a final answer.",
    ),
    "reopenings": word(
        "Dibuka lagi",
        "Reopened",
        "Berapa kali pelapor membuka lagi laporan yang sudah ditutup.",
        "How often a reporter opened a closed report again.",
    ),
    "ratings": word(
        "Penilaian",
        "Ratings",
        "Jawaban yang dinilai pelapor dengan 1 sampai 5.",
        "Answers that a reporter rated from 1 to 5.",
    ),
    "rated_share": word(
        "Bagian yang menilai",
        "Share who rated",
        "Penilaian dibagi laporan yang ditutup sesudah jawaban akhir dalam masa ini.",
        "Ratings divided by reports closed after a final answer in the period.",
    ),
    "rating_mean": word(
        "Rata-rata penilaian",
        "Mean rating",
        "Rata-rata semua penilaian dalam masa ini, dari 1 sampai 5.",
        "The arithmetic mean of all ratings in the period, from 1 to 5.",
    ),
    "rating_spread": word(
        "Sebaran penilaian",
        "Spread of ratings",
        "Berapa kali masing-masing nilai dari 1 sampai 5 diberikan.",
        "How often each rating from 1 to 5 was given.",
    ),
}
