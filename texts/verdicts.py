"""What a replay or a proof came to, as one sentence, and what no proof shows."""

from collections.abc import Mapping, Sequence

from texts.formats import InBoth, both

VERDICTS: Mapping[str, InBoth] = {
    "identical": both(
        "Semua yang tercatat tentang laporan ini sama dengan yang dihasilkan riwayatnya.",
        "Everything on record of this report is what its history leads to.",
    ),
    "history_broken": both(
        "Riwayat laporan ini tidak utuh: ada yang hilang, ganda, tidak berurutan, atau tidak terbaca.",
        "This report's history is not whole: something is missing, doubled, out of order or unreadable.",
    ),
    "nondeterministic": both(
        "Aturan yang berlaku sekarang menempuh jalan lain daripada yang tertulis dalam riwayat laporan ini.",
        "Today's rules take another way than this report's history tells.",
    ),
    "timer_differs": both(
        "Ada pengatur waktu yang dipasang untuk saat yang berbeda dari yang diminta aturan.",
        "A timer was set for another instant than the rules ask for.",
    ),
    "facts_differ": both(
        "Fakta yang disimpan di arsip berbeda dari yang dihasilkan riwayat laporan ini.",
        "The facts that were archived differ from what this report's history leads to.",
    ),
    "record_differs": both(
        "Catatan di basis data berbeda dari yang dihasilkan riwayat laporan ini.",
        "The record in the database differs from what this report's history leads to.",
    ),
    "calendar_differs": both(
        "Kalender yang tersimpan berbeda dari kalender yang dibawa fakta laporan ini.",
        "A stored calendar differs from the one that this report's facts carry.",
    ),
    "chain_broken": both(
        "Rantai fakta laporan ini putus: ada sidik yang tidak cocok dengan isinya atau dengan fakta"
        " sebelumnya.",
        "This report's chain of facts breaks: a digest does not fit its content or the fact before it.",
    ),
    "not_in_ledger": both(
        "Ada fakta laporan ini yang tidak ada di buku besar, padahal sudah lama tercatat.",
        "A fact of this report is not in the ledger, although it was recorded long ago.",
    ),
    "ledger_differs": both(
        "Buku besar memuat fakta lain daripada yang dihasilkan riwayat laporan ini.",
        "The ledger has another fact than this report's history leads to.",
    ),
}
"""By the verdict of a replay."""
NAMES: Mapping[str, InBoth] = {
    "identical": both("sama", "identical"),
    "history_broken": both("riwayat rusak", "history broken"),
    "nondeterministic": both("jalan lain", "takes another way"),
    "timer_differs": both("pengatur waktu berbeda", "timer differs"),
    "facts_differ": both("fakta arsip berbeda", "archived facts differ"),
    "record_differs": both("catatan berbeda", "record differs"),
    "calendar_differs": both("kalender berbeda", "calendar differs"),
    "chain_broken": both("rantai putus", "chain broken"),
    "not_in_ledger": both("tidak di buku besar", "not in the ledger"),
    "ledger_differs": both("buku besar berbeda", "ledger differs"),
}
"""The same in two or three words, for lists."""

INSTANTS = both(
    "Bahwa waktunya benar. Waktu yang tertulis adalah pernyataan instalasi ini. Yang terbukti hanyalah bahwa"
    " sesuatu sudah ada ketika kepala buku besar pertama yang memuatnya dan disimpan pihak lain"
    " ditandatangani.",
    "That instants are true. They are statements of this installation. What is proven is only that something"
    " existed when the first head that holds it, and that somebody else kept, was signed.",
)
AFTERWARDS = both(
    "Bahwa sesudahnya tidak terjadi apa-apa, atau bahwa tidak ada fakta yang dihilangkan di ujungnya.",
    "That nothing happened afterwards, or that no fact was left out at the end.",
)
WROTE = both(
    "Apa yang ditulis orang, sampai seseorang membukanya; sidik hanya memuat komitmennya.",
    "What people wrote, until somebody opens it: digests cover commitments only.",
)
WHO = both(
    "Siapa pemilik sebuah id. Itu dinyatakan oleh direktori instalasi ini.",
    "Who an id belongs to. The directory of this installation says that.",
)
KEY = both(
    "Bahwa hanya instansi yang memegang kuncinya. Simpan sendiri kunci dan kepala buku besar sejak hari"
    " pertama.",
    "That only the authority has its key. Keep keys and heads yourself, from the first day on.",
)
THIS_SERVER = both(
    "Apa pun terhadap pemilik instalasi ini: halaman ini dihitung oleh server yang diperiksa. Unduh"
    " buktinya, dan"
    " periksa di komputer Anda sendiri.",
    "Anything against the owner of this installation: this page is computed by the server that is audited."
    " Download the proof and verify it on a machine of your own.",
)
RIGHT = both(
    "Bahwa sebuah keputusan benar, atau bahwa orang sungguh mengatakan yang tercatat.",
    "That a decision was right, or that people really said what is on record.",
)
UNSEEN = both(
    "Bahwa riwayat mesin tidak disunting dengan cara yang menghasilkan fakta, pengatur waktu dan"
    " permintaan yang"
    " sama, selama laporan belum diarsipkan.",
    "That the engine's history was not edited in a way that leads to the same facts, timers and"
    " requests, as long"
    " as the report is not archived.",
)
KEPT_ONLY = both(
    "Bahwa kedua kepala buku besar ini pernah diterbitkan. Bandingkan dengan salinan yang Anda simpan"
    " sendiri.",
    "That these two heads were ever published. Compare them with copies that you kept yourself.",
)
CUT_OFF = both(
    "Bahwa ujung buku akses tidak dipotong atau seluruhnya dibuat ulang sejak entri harian terakhir yang"
    " masuk"
    " buku besar.",
    "That the end of the access ledger was not cut off, or all of it made anew, since the last day's"
    " entry that"
    " went into the ledger.",
)

OF_REPLAY: Sequence[InBoth] = (RIGHT, UNSEEN, THIS_SERVER)
OF_CONSISTENCY: Sequence[InBoth] = (KEPT_ONLY, INSTANTS, KEY, THIS_SERVER)
OF_INCLUSION: Sequence[InBoth] = (INSTANTS, AFTERWARDS, WROTE, WHO, THIS_SERVER)
OF_RECEIPT: Sequence[InBoth] = (INSTANTS, AFTERWARDS, WROTE, THIS_SERVER)
OF_BUNDLE: Sequence[InBoth] = (INSTANTS, AFTERWARDS, WROTE, WHO, KEY)
OF_ACCESSES: Sequence[InBoth] = (CUT_OFF, INSTANTS, THIS_SERVER)
