"""What people read of the directory: its columns, and what is wrong with a line of it."""

import re
from collections.abc import Mapping

from texts.formats import InBoth, both

COLUMNS: Mapping[str, InBoth] = {
    "name": both("nama", "name"),
    "role": both("peran", "role"),
    "agency": both("instansi", "agency"),
    "unit": both("unit", "unit"),
    "email": both("surel", "e-mail address"),
    "region": both("wilayah", "region"),
    "approval": both("persetujuan pimpinan", "supervisor's approval"),
    "active": both("aktif", "active"),
    "password": both("kata sandi", "password"),
}
KINDS: Mapping[str, InBoth] = {
    "agency": both("instansi", "agency"),
    "unit": both("unit", "unit"),
    "account": both("akun", "account"),
}
PASSWORDS: Mapping[str, InBoth] = {
    "one_time": both("sekali pakai yang baru", "a new one-time one"),
    "own": both("yang baru", "a new one"),
}
SENTENCES: Mapping[str, InBoth] = {
    r"there is no agency (?P<x>.*)": both("Instansi {x} tidak ada.", "There is no agency {x}."),
    r"there is no unit (?P<x>.*) of (?P<y>.*)": both(
        "Unit {x} tidak ada di {y}.", "There is no unit {x} of {y}."
    ),
    r"\S+ needs an agency": both("Peran ini memerlukan instansi.", "This role needs an agency."),
    r"\S+ has no agency": both("Peran ini tidak berinstansi.", "This role has no agency."),
    r"a unit is named for a liaison_officer, and for nobody else": both(
        "Unit diisi untuk pejabat penghubung, dan hanya untuknya.",
        "A unit is named for a liaison officer, and for nobody else.",
    ),
    r".*no national admin would be left who can sign in.*": both(
        "Tidak akan ada lagi admin nasional yang dapat masuk.",
        "No national admin would be left who can sign in.",
    ),
    r"must be small letters.*": both(
        "Kode hanya boleh berisi huruf kecil, angka, titik, tanda hubung, atau garis bawah.",
        "A code has small letters, digits, dots, hyphens or underscores only.",
    ),
    r"is neither ID nor .*": both("Wilayah ini tidak dikenal.", "There is no such region."),
    r"Accounts of that office are not yours to change\.": both(
        "Akun pada kantor itu bukan wewenang Anda.", "Accounts of that office are not yours to change."
    ),
}
"""By what the whole message is like; the first that fits."""


def explain_line_error(message: str) -> InBoth | None:
    """The message in both languages; null for one that is of a field alone."""
    for pattern, sentence in SENTENCES.items():
        if found := re.fullmatch(pattern, message):
            parts = found.groupdict()
            return both(sentence["id"].format(**parts), sentence["en"].format(**parts))
    return None
