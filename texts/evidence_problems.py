"""Refusals and errors about evidence by their code: bundles, archive, ledger, replays and audits."""

from texts.formats import both

EVIDENCE = {
    "not_provable": both(
        "Bundel laporan ini tidak akan lolos pemeriksaan, jadi tidak dibuat. Putar ulang laporannya.",
        "No bundle of this report would be verified, so none was made. Replay the report.",
    ),
    "bundle_too_large": both(
        "Bundel laporan ini akan lebih besar daripada yang diperbolehkan, jadi tidak dibuat. Putar ulang"
        " laporannya di sini.",
        "A bundle of this report would be larger than a bundle may be, so none was made. Replay the report"
        " here.",
    ),
    "history_unfollowable": both(
        "Riwayat laporan ini tidak dapat diikuti sampai akhirnya. Putar ulang laporannya.",
        "This report's history can't be followed to its end. Have it replayed.",
    ),
    "archive_broken": both(
        "Isi arsip tentang laporan ini tidak sama dengan yang dahulu disegel. Beri tahu operator.",
        "What the archive holds of this report is not what was sealed. Tell the operator.",
    ),
    "record_broken": both(
        "Fakta yang tercatat tentang laporan ini saling bertentangan. Putar ulang laporannya.",
        "The recorded facts of this report contradict themselves. Have it replayed.",
    ),
    "ledger_broken": both(
        "Buku besar yang tersimpan bertentangan dengan dirinya sendiri. Beri tahu operator.",
        "The stored ledger contradicts itself. Tell the operator.",
    ),
    "does_not_add_up": both(
        "Fakta yang tercatat tidak menghasilkan tenggat ini. Minta laporannya diperiksa auditor.",
        "The recorded facts do not lead to this deadline. Have the report audited.",
    ),
}
