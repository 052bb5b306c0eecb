"""How often a decision may be made, and what it does to deadlines."""

from collections.abc import Mapping

from texts.formats import InBoth, both

ALLOWANCES: Mapping[str, InBoth] = {
    "questions": both("Pertanyaan kepada pelapor", "Questions to the reporter"),
    "questions_in_stage": both("Pertanyaan pada tahap ini", "Questions in this stage"),
    "extensions": both("Perpanjangan", "Extensions"),
    "disputes": both("Penolakan jawaban", "Disputes"),
    "contact_corrections": both("Penggantian kontak", "Corrections of the contact"),
    "remarks_today": both("Keterangan hari ini", "Remarks today"),
    "reopenings": both("Pembukaan kembali", "Reopenings"),
    "declines": both("Penolakan oleh instansi", "Declines by agencies"),
}
"""What may be done how often."""

EFFECTS: Mapping[str, InBoth] = {
    "starts": both("mulai", "starts"),
    "stops": both("berakhir", "stops"),
    "pauses": both("berhenti sementara", "pauses"),
    "resumes": both("berjalan lagi", "resumes"),
    "moves": both("berubah tanggalnya", "moves"),
    "runs_on": both("tetap berjalan", "runs on"),
    "stands_still": both("tetap berhenti sementara", "stays paused"),
}
"""What a decision does to a deadline."""
