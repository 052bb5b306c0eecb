"""What somebody did, by the access ledger's codes."""

from collections.abc import Mapping

from texts.formats import InBoth, both

ACTS: Mapping[str, InBoth] = {
    "read_personal": both("membuka tulisan atau data pribadi", "opened texts or personal data"),
    "read_confidential": both("melihat laporan rahasia", "looked at a confidential report"),
    "read_identity": both("membuka identitas pelapor anonim", "opened an anonymous reporter's identity"),
    "read_accesses": both("melihat buku akses", "looked at the access ledger"),
    "audit_replay": both("memutar ulang riwayat", "replayed the history"),
    "audit_begin": both("memulai putar ulang banyak laporan", "began replays of many reports"),
    "audit_stop": both("menghentikan putar ulang banyak laporan", "stopped replays of many reports"),
    "audit_resume": both("melanjutkan putar ulang banyak laporan", "resumed replays of many reports"),
    "audit_bundle": both("mengunduh bundel bukti", "downloaded a bundle"),
    "audit_history": both("membaca riwayat mesin", "read the engine's history"),
    "export": both("mengekspor fakta", "exported the facts"),
    "timeline": both("melihat lini masa", "looked at the timeline"),
    "erase": both("menghapus tulisan selamanya", "erased what was written"),
}
