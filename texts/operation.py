"""What operators read of checks and alarms: each by its code, with the section of the operators' guide that
says what to do."""

from collections.abc import Mapping
from typing import NamedTuple

from texts.formats import InBoth, both


class Told(NamedTuple):
    """What is wrong, and the heading of the section of `docs/operators.md` that says what to do."""

    text: InBoth
    section: str


CHECKS: Mapping[str, Told] = {
    "temporal": Told(
        both("Temporal tidak menjawab: tak ada yang bisa diputuskan atau dikirim.",
             "Temporal does not answer: nothing can be decided or sent in."),
        "What to expect",
    ),
    "namespace": Told(
        both("Ruang nama di Temporal tidak ada.", "The namespace in Temporal is missing."), "Set up"
    ),
    "search_attributes": Told(
        both("Atribut pencarian di Temporal kurang.", "Search attributes in Temporal are missing."), "Set up"
    ),
    "sql": Told(
        both("Basis data tidak bisa dibaca dan ditulis.", "The database can't be read and written."),
        "What to expect",
    ),
    "directory": Told(
        both("Direktori tidak diketahui, atau salinannya lama.",
             "The directory is not known, or the copy of it is old."),
        "Background tasks",
    ),
    "worker": Told(
        both("Tidak ada worker yang bekerja: keputusan menunggu, tenggat tetap dihitung tepat.",
             "No worker is at work: decisions wait; deadlines still count at their own instants."),
        "What to expect",
    ),
    "clock": Told(
        both("Jam proses ini berbeda dari jam Temporal.", "This process' clock differs from Temporal's."),
        "Two rules",
    ),
}  # fmt: skip
"""By check of `/readyz`: what it means that it fails."""

ALARMS: Mapping[str, Told] = {
    "not_set_up": Told(
        both("Basis data belum disiapkan untuk rilis ini.", "The database is not set up for this release."),
        "Upgrading",
    ),
    "clock_off": Told(
        both("Sebuah jam meleset lebih dari setengah detik.", "A clock is off by more than half a second."),
        "Two rules",
    ),
    "background_late": Told(
        both("Sebuah tugas latar sudah lama tidak berhasil.",
             "A background task has not succeeded for too long."),
        "Background tasks",
    ),
    "standing_late": Told(
        both("Sebuah alur kerja yang harus selalu berjalan terhenti.",
             "A workflow that always has to run does not get on."),
        "Background tasks",
    ),
    "archive_gaps": Told(
        both("Laporan selesai belum tersimpan di arsip.", "Finished reports are not in the archive yet."),
        "The archive",
    ),
    "ledger_refused": Told(
        both("Kunci atau kepala terbaru buku besar tidak terverifikasi.",
             "The ledger's keys or its newest head do not verify."),
        "The ledger",
    ),
    "ledger_key_retired": Told(
        both("Proses ini memakai kunci buku besar yang sudah diganti.",
             "This process has a ledger key that was replaced."),
        "The ledger",
    ),
    "record_behind": Told(
        both("Catatan tidak bisa menerima fakta beberapa laporan.",
             "The record can't take in the facts of some reports."),
        "Backing up",
    ),
    "retiming_stuck": Told(
        both("Beberapa laporan belum menerima kalender barunya.",
             "Some reports were not brought their new calendar."),
        "Decrees and calendars",
    ),
    "succession_stuck": Told(
        both("Beberapa laporan belum dialihkan ke penerus instansi atau unitnya.",
             "Some reports were not moved to the successor of their agency or unit."),
        "Agencies and units that are merged or abolished",
    ),
    "vacancies": Told(
        both("Ada tugas terbuka yang tak punya petugas.",
             "There are open tasks that nobody is in office to do."),
        "Officers, units and agencies that leave",
    ),
    "calendar_ends": Told(
        both("Sebuah kalender hampir habis.", "A calendar is about to end."), "Decrees and calendars"
    ),
    "year_not_settled": Told(
        both("Hari libur tahun depan belum ditetapkan.", "Next year's days off are not settled yet."),
        "Decrees and calendars",
    ),
    "letters_late": Told(
        both("Ada surat yang seharusnya sudah terkirim.", "There are letters that should have left."),
        "Monitoring",
    ),
    "timers_late": Told(
        both("Ada tenggat yang lewat tanpa tercatat.",
             "There are deadlines that passed and were not recorded."),
        "Monitoring",
    ),
}  # fmt: skip
"""By alarm: what it means. The alarm's own message has the figures."""
OTHER_ALARM = Told(both("Sesuatu perlu dilihat.", "Something has to be seen to."), "Monitoring")
