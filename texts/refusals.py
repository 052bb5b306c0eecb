"""Refused decisions by their code, as people read them on pages."""

from texts.formats import both

REFUSALS = {
    "malformed": both("Beberapa isian belum benar.", "Some fields have to be put right."),
    "not_allowed": both(
        "Pada tahap ini Anda tidak dapat mengambil keputusan itu.",
        "At this stage that decision is not yours to make.",
    ),
    "task_not_open": both(
        "Tugas ini sudah diselesaikan orang lain. Keputusan Anda tidak dijalankan.",
        "Somebody has ended this task already. Your decision was not carried out.",
    ),
    "report_sealed": both("Laporan ini sudah ditutup untuk seterusnya.", "This report is closed for good."),
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
        "Tidak ada yang berubah pada judul maupun isi.", "Neither the title nor the text was changed."
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
        "Laporan itu tidak dapat dijadikan laporan induk.", "That report is not one to merge into."
    ),
    "merge_not_acknowledged": both(
        "Laporan induknya anonim atau rahasia. Nyatakan dahulu bahwa Anda memahami apa yang akan terlihat.",
        "The original is anonymous or confidential. Acknowledge first what will be shown of it.",
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
        "Masa untuk membuka kembali laporan ini sudah lewat. Anda dapat meneruskannya ke Ombudsman RI.",
        "The time for reopening this report is over. The Ombudsman is the next instance.",
    ),
    "remark_limit": both(
        "Hari ini Anda sudah menambahkan keterangan sebanyak yang diperbolehkan. Coba lagi besok.",
        "You have added as many remarks today as is allowed. Try again tomorrow.",
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
