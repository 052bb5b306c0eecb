"""What a replay finds, in words: by a finding's code what differs. A name in braces is a value of the
finding, or of its place: `run`, `event`, `fact`, `field`."""

from collections.abc import Mapping

from texts.formats import InBoth, both

PLAIN = "plain"
"""The code of what has no words here: kept before findings had codes, or by another release."""

OF_FACTS: Mapping[str, InBoth] = {
    "fact_missing": both("fakta ini hilang", "the fact is missing"),
    "fact_beside": both(
        "ada fakta lain dengan nomor yang sama di sampingnya", "another fact of this number stands beside it"
    ),
    "fact_elsewhere": both("di sini berdiri fakta {number}", "fact {number} stands here"),
    "fact_unled": both("riwayat tidak menghasilkan fakta seperti ini", "the history leads to no such fact"),
    "fact_foreign": both("di sini berdiri fakta dari laporan lain", "a fact of another report stands here"),
    "fact_changed": both("{fields} pada fakta ini berbeda", "the fact has another {fields}"),
    "row_missing": both("{of} tidak ada dalam catatan", "the record's {of} is missing"),
    "row_extra": both("{of} seharusnya tidak ada dalam catatan", "the record's {of} should not be there"),
    "row_differs": both("{of} dalam catatan berbeda", "the record's {of} differs"),
    "calendar_missing": both(
        "kalender {region} versi {version} tidak tersimpan",
        "no calendar {region}, version {version} is stored",
    ),
    "calendar_changed": both(
        "{fields} pada kalender {region} versi {version} yang tersimpan berbeda",
        "the calendar {region}, version {version} that is stored has another {fields}",
    ),
    "chain_breaks": both(
        "rantai fakta putus di sini: {field} tidak cocok",
        "the chain of facts breaks here: its {field} doesn't fit",
    ),
    "leaf_missing": both("buku besar tidak memuat fakta ini", "the ledger has no leaf of this fact"),
    "leaf_other": both(
        "buku besar memuat fakta lain dengan nomor ini", "the ledger has another fact of this number"
    ),
    "leaf_unled": both(
        "buku besar memuat fakta yang tidak dihasilkan riwayat",
        "the ledger has a fact that the history doesn't lead to",
    ),
}
"""What is kept beside the history."""

OF_CODE: Mapping[str, InBoth] = {
    "another_way": both(
        "kode sekarang menempuh jalan lain; mesin mengatakan: {said}",
        "today's code takes another way: {said}",
    ),
    "unasked": both("kode sekarang tidak meminta hal ini", "today's code doesn't ask for this"),
    "asked_otherwise": both(
        "kode sekarang meminta hal ini dengan {field} yang berbeda",
        "today's code asks for this with another {field}",
    ),
    "timer_set": both(
        "dipasang untuk {set_for}, padahal saat berikutnya laporan ini masih {wait} lagi",
        "set for {set_for}, while the report's next instant is {wait} away",
    ),
}
"""What today's code does otherwise."""

OF_END: Mapping[str, InBoth] = {
    "ends_before_command": both(
        "riwayat berhenti sebelum {command}, yang diminta oleh tugas terakhir di dalamnya",
        "the history ends before {command}, which the last task that it holds asked for",
    ),
    "ends_before_end": both(
        "laporan sudah selesai, tetapi riwayatnya berhenti sebelum itu",
        "the report is over, and its history ends before that",
    ),
    "ends_before_outcome": both(
        "riwayat berhenti sebelum hasil peristiwa {of}", "the history ends before what came of event {of}"
    ),
    "ends_before_fact": both(
        "riwayat berhenti sebelum fakta {next}, yang tersimpan di tempat lain",
        "the history ends before fact {next}, which is kept elsewhere",
    ),
}
"""A history that was cut off."""

OF_HISTORY: Mapping[str, InBoth] = {
    "no_history": both("laporan ini tidak punya riwayat", "there is no history of this report"),
    "cant_follow": both("tidak dapat diikuti: {error}", "it can't be followed: {error}"),
    "never_ends": both("mesin tidak dapat menyelesaikannya: {said}", "{said}"),
    "not_taken_in": both(
        "yang tersimpan tentangnya tidak dapat dibaca: {error}",
        "what is kept of it can't be taken in: {error}",
    ),
    "archive_damaged": both("arsip: {damage}", "the archive: {damage}"),
    "sealed_otherwise": both(
        "ini tidak seperti ketika laporan disegel", "this is not as it was when the report was sealed"
    ),
    "run_unstarted": both(
        "sebuah putaran mulai dengan peristiwa yang memulainya",
        "a run begins with the event that started it",
    ),
    "run_foreign": both("putaran ini bukan milik laporan ini", "this run is none of this report"),
    "started_twice": both("sebuah putaran hanya mulai sekali", "a run starts once only"),
    "misnumbered": both(
        "peristiwa di tempat {place} bernomor {id}", "the event in place {place} is numbered {id}"
    ),
    "mistyped": both("peristiwa {type} memuat {carried}", "a {type} carries {carried}"),
    "no_instant": both("tidak ada tahun yang memuat saat ini", "no year has this instant"),
    "out_of_order": both(
        "ini terjadi sebelum yang tertulis di depannya", "this happened before what stands before it"
    ),
    "task_unended": both(
        "tugas yang dimulai tidak berakhir sebelum ini", "the task that was started doesn't end before this"
    ),
    "task_unstarted": both(
        "tidak ada tugas yang dimulai tepat sebelum ini", "no task was started just before this"
    ),
    "task_incomplete": both(
        "tidak ada tugas yang diselesaikan tepat sebelum ini", "no task was completed just before this"
    ),
    "goes_on_after_end": both("ada yang menyusul akhir putaran", "something follows the run's end"),
    "ended_outside": both("putaran diakhiri dari luar: {how}", "the run was ended from outside: {how}"),
    "runs_missing": both("putaran sebelum ini hilang", "the runs before this one are missing"),
    "next_run_missing": both(
        "putaran yang melanjutkan dari sini hilang", "the run that goes on from here is missing"
    ),
    "not_continued": both(
        "putaran ini tidak menyatakan bahwa ia dilanjutkan",
        "this run doesn't say that it goes on in another",
    ),
    "continued_otherwise": both(
        "putaran ini tidak melanjutkan dari akhir yang sebelumnya",
        "this run doesn't go on from where the one before ended",
    ),
    "continued_later": both(
        "putaran ini tidak mulai ketika yang sebelumnya berakhir",
        "this run doesn't begin when the one before ended",
    ),
    "refers_to_nothing": both(
        "{field} tidak menunjuk {wanted} sebelumnya", "{field} names no {wanted} before it"
    ),
    "settled_twice": both("peristiwa {of} diselesaikan dua kali", "event {of} is settled twice"),
    "refers_otherwise": both(
        "{field} bukan yang dikatakan peristiwa rujukannya", "{field} is not what it refers to says"
    ),
    "other_task": both(
        "{field} bukan tugas yang berdiri di depannya", "{field} is not the task that stands before it"
    ),
    "other_beginning": both(
        "{field} bukan yang mendahului mulainya tugas", "{field} is not what the task began after"
    ),
    "run_under_others": both("putaran mulai dengan atribut lain", "the run begins under other attributes"),
    "goes_on_under_others": both("dilanjutkan dengan atribut lain", "it goes on under other attributes"),
    "begins_under_others": both(
        "laporan mulai dengan atribut lain", "the report begins under other attributes"
    ),
    "began_early": both("laporan mulai sebelum diterima", "the report began before it was received"),
    "misaddressed": both(
        "ini untuk laporan lain, atau dari laporan lain", "this was for another report, or from another"
    ),
    "unreadable": both("isinya tidak dapat dibaca sebagai {type}", "what it carries can't be read as {type}"),
}
"""The history itself."""

FINDINGS: Mapping[str, InBoth] = {
    **OF_FACTS,
    **OF_CODE,
    **OF_END,
    **OF_HISTORY,
    PLAIN: both("{said}", "{said}"),
}
AND: InBoth = both(" dan ", " and ")
