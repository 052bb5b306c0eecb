"""Why a decision is refused or not offered, by the code of the refusal.

The same sentence serves after a refusal and beside a decision that can't be made now, except for the codes in
`NOT_OFFERED`: their refusals speak of what was entered.
"""

from collections.abc import Mapping

from texts.formats import InBoth, both

REFUSALS = {
    "malformed": both("Beberapa isian belum benar.", "Some fields have to be put right."),
    "not_allowed": both(
        "Pada tahap ini Anda tidak dapat mengambil keputusan itu.",
        "At this stage that decision is not yours to make.",
    ),
    "task_not_open": both(
        "Tugas ini sudah diselesaikan oleh orang lain atau oleh tenggat. Keputusan Anda tidak dijalankan.",
        "Somebody else, or a deadline, has ended this task already. Your decision was not carried out.",
    ),
    "report_sealed": both(
        "Laporan sudah ditutup untuk seterusnya.",
        "The report is closed for good.",
    ),
    "unknown_task": both("Tugas ini tidak ada pada laporan ini.", "This report has no such task."),
    "idempotency_key_reused": both(
        "Formulir ini sudah dipakai untuk keputusan lain. Muat ulang halaman.",
        "This form was used for another decision already. Load the page again.",
    ),
    "unknown_agency": both("Instansi ini tidak ada atau tidak aktif.", "No active agency has that code."),
    "unknown_unit": both(
        "Instansi ini tidak memiliki unit aktif tersebut.", "The agency has no such active unit."
    ),
    "unknown_officer": both(
        "Tidak ada petugas aktif dengan nama itu di sana.", "No active officer there has that name."
    ),
    "nobody_in_office": both(
        "Di sana tidak ada petugas aktif yang dapat menangani laporan ini.",
        "Nobody in office there could do this task.",
    ),
    "holder_in_office": both(
        "Pemegang laporan masih bertugas, sehingga laporan tidak dapat ditarik.",
        "Whoever holds the report is in office, so it can't be recalled.",
    ),
    "unknown_category": both("Kategori ini tidak ada.", "There is no such category."),
    "supervisory_complaints_only": both(
        "Hanya pengaduan yang dapat ditandai berkadar pengawasan.",
        "Only a complaint can need an investigation.",
    ),
    "nothing_corrected": both(
        "Tidak ada yang berubah. Isi judul baru, isi laporan baru, atau keduanya.",
        "Nothing was changed. Give a new title, a new text, or both.",
    ),
    "ruling_stands": both(
        "Pusat sudah menetapkan instansi ini; laporan tidak dapat ditolak lagi.",
        "The centre has ruled that this agency is in charge; the report can't be declined again.",
    ),
    "question_limit": both(
        "Pelapor sudah ditanya sebanyak yang diperbolehkan.",
        "The reporter has been asked as often as is allowed.",
    ),
    "postponement_limit": both(
        "Tanggalnya sudah lewat, atau lebih jauh daripada yang diperbolehkan.",
        "The date is past, or further ahead than is allowed.",
    ),
    "merge_target": both(
        "Laporan asal harus masih terbuka dan tidak digabung.",
        "The original has to be open and itself not merged.",
    ),
    "merge_not_acknowledged": both(
        "Laporan asal anonim atau rahasia. Nyatakan dahulu bahwa Anda tahu apa yang akan dilihat pelapor.",
        "The original is anonymous or confidential. Say first that you know what the reporter will be shown.",
    ),
    "clock_not_extendable": both(
        "Tenggat ini tidak dapat diperpanjang oleh Anda sekarang.",
        "You can't extend this deadline now.",
    ),
    "already_extended": both(
        "Tenggat ini sudah pernah diperpanjang.", "This deadline has been extended once already."
    ),
    "lapsed": both(
        "Tenggat ini sudah terlampaui dan tidak dapat diperpanjang.",
        "This deadline has lapsed and can't be extended.",
    ),
    "extension_limit": both(
        "Perpanjangan itu lebih lama daripada yang diperbolehkan.",
        "That extension is longer than is allowed.",
    ),
    "dispute_limit": both(
        "Keberatan sudah diajukan sebanyak yang diperbolehkan. Anda dapat meneruskannya ke Ombudsman RI.",
        "You have disputed as often as is allowed. The Ombudsman is the next instance.",
    ),
    "already_reopened": both(
        "Laporan ini sudah pernah dibuka kembali. Anda dapat meneruskannya ke Ombudsman RI.",
        "This report has been reopened once already. The Ombudsman is the next instance.",
    ),
    "reopening_over": both(
        "Laporan sudah ditutup untuk seterusnya. Anda dapat meneruskannya ke Ombudsman RI.",
        "The report is closed for good. The Ombudsman is the next instance.",
    ),
    "remark_limit": both(
        "Hari ini Anda sudah menambahkan keterangan sebanyak yang diperbolehkan. Coba lagi besok.",
        "You have added as many remarks today as is allowed. Try again tomorrow.",
    ),
    "no_contact": both(
        "Isi alamat surel, nomor telepon, atau keduanya, supaya Anda dapat diberi kabar.",
        "Give an e-mail address, a telephone number, or both, so that you can be told what happens.",
    ),
    "contact_limit": both(
        "Kontak laporan ini sudah diganti sebanyak yang diperbolehkan.",
        "The contact of this report was corrected as often as is allowed.",
    ),
    "same_owner": both("Tugas ini sudah ada padanya.", "That person has the task already."),
    "not_anonymous": both(
        "Pelapor tidak anonim; tidak ada identitas yang perlu dibuka.",
        "The reporter is not anonymous; there is no identity to open.",
    ),
    "last_national_admin": both(
        "Tidak akan ada lagi admin nasional yang dapat masuk. Tidak ada yang diubah.",
        "No national admin would be left who can sign in. Nothing was changed.",
    ),
    "decree_conflict": both(
        "Keputusan ini bertentangan dengan keputusan lain yang berlaku.",
        "This decree contradicts another that is in force.",
    ),
    "decree_superseded": both(
        "Keputusan ini sudah digantikan keputusan lain.", "This decree has been superseded by another."
    ),
    "supersedes_other_reach": both(
        "Keputusan hanya dapat menggantikan keputusan dengan wilayah yang sama.",
        "A decree can only supersede one of the same reach.",
    ),
}
"""What people read after a refusal. Codes that are no refusals of the procedure alone: `texts.problems`."""

NOT_OFFERED: Mapping[str, InBoth] = {
    "nobody_in_office": both(
        "Tidak ada tujuan dengan petugas aktif.", "There is nobody in office to whom it could go."
    ),
    "clock_not_extendable": both(
        "Tidak ada tenggat yang dapat Anda perpanjang sekarang.",
        "There is no deadline that you may extend now.",
    ),
    "extension_limit": both(
        "Menurut kebijakan ini tenggat tidak dapat diperpanjang.",
        "Under this policy no deadline can be extended.",
    ),
    "postponement_limit": both(
        "Menurut kebijakan ini laporan tidak dapat ditunda.", "Under this policy no report can be postponed."
    ),
    "no_contact": both("Kontak tidak dapat diganti.", "The contact can't be corrected."),
    "unknown_category": both("Kebijakan ini tidak memiliki kategori.", "This policy has no categories."),
}
"""Why a decision is not offered, where nothing was entered yet."""
