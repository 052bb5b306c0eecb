"""What is wrong with a field, as people read it on pages: the messages of `fields` in plain sentences."""

import re
from collections.abc import Mapping

from fields import addresses, telephone, web_addresses
from fields.errors import A_DATE
from texts.formats import InBoth, both

REQUIRED = both("Isian ini wajib diisi.", "This has to be filled in.")
SENTENCES: Mapping[str, InBoth] = {
    r"is missing|must have 1 or more characters": REQUIRED,
    r"must have (?P<n>\d+) or more characters": both(
        "Tulis sedikitnya {n} karakter, supaya dapat dipahami.",
        "Write at least {n} characters, so that it can be understood.",
    ),
    r"must have (?P<n>\d+) or fewer characters": both(
        "Terlalu panjang: paling banyak {n} karakter.", "This is too long: at most {n} characters."
    ),
    r"must not be less than (?P<n>[\d-]+)": both(
        "Tidak boleh kurang dari {n}.", "This must not be less than {n}."
    ),
    r"must not be more than (?P<n>[\d-]+)": both(
        "Tidak boleh lebih dari {n}.", "This must not be more than {n}."
    ),
    r"must be one line": both("Tulis dalam satu baris saja.", "Write this in one line."),
    r"must not consist of invisible characters only": both(
        "Isian ini hanya berisi karakter yang tidak terlihat.", "This has only characters that can't be seen."
    ),
    r"must not contain (control|half a|characters that override|an encoded).*": both(
        "Ada karakter tersembunyi di dalamnya. Ketik ulang, jangan ditempel.",
        "There are hidden characters in it. Type it anew instead of pasting it.",
    ),
    re.escape(A_DATE): both(
        "Tanggal ini tidak dapat dibaca. Contoh: 26-11-2026.", "This is not a date. Example: 26-11-2026."
    ),
    r"must not be in the future": both("Tanggal ini belum tiba.", "This day has not come yet."),
    re.escape(addresses.AN_ADDRESS): both(
        "Alamat surel ini tidak lengkap. Contoh: nama@contoh.go.id.",
        "This is no whole e-mail address. Example: nama@contoh.go.id.",
    ),
    re.escape(addresses.ASCII_LOCAL_PART): both(
        "Bagian sebelum @ hanya boleh berisi huruf a–z, angka, dan tanda umum.",
        "Before the @ there may only be the letters a–z, digits and common signs.",
    ),
    re.escape(telephone.A_NUMBER): both(
        "Nomor telepon ini tidak dikenali. Contoh: 0812-3456-7890 atau (0541) 123456.",
        "This is no telephone number. Examples: 0812-3456-7890 or (0541) 123456.",
    ),
    re.escape(web_addresses.A_WEB_ADDRESS): both(
        "Alamat ini tidak lengkap. Contoh: https://contoh.go.id/dokumen.pdf.",
        "This is no whole address. Example: https://contoh.go.id/document.pdf.",
    ),
    r"must not hold a user name or a password": both(
        "Alamat ini memuat nama pengguna atau kata sandi. Hapus dahulu dari alamatnya.",
        "This address holds a user name or a password. Take it out of the address first.",
    ),
    r"must have two decimals at most": both(
        "Paling banyak dua angka di belakang koma.", "Two decimals at most."
    ),
    r"must be within the year (?P<n>\d+)": both(
        "Hari ini harus dalam tahun {n}.", "This day must be within the year {n}."
    ),
    r"is needed after the closing day": both(
        "Hari penutupan sudah lewat: tulis alasan perubahan ini.",
        "The closing day is over: say why this is changed.",
    ),
    r"must be a (whole )?number": both("Isi dengan angka.", "Write a number."),
    r"has no variable (?P<n>.*)": both(
        "Tidak ada isian otomatis {n}. Pilih dari daftar di bawah.",
        "There is no variable {n}. Choose one of the list below.",
    ),
    r"must be .*": both("Pilih salah satu yang tersedia.", "Choose one of what is offered."),
}
"""By what the whole message is like; the first that fits."""
UNREADABLE = both("Isian ini tidak dapat dibaca.", "This can't be read.")


def explain_field_error(message: str) -> InBoth:
    """The message of a field's error in both languages."""
    for pattern, sentence in SENTENCES.items():
        if found := re.fullmatch(pattern, message):
            parts = found.groupdict()
            return both(sentence["id"].format(**parts), sentence["en"].format(**parts))
    return UNREADABLE
