"""What people read of the form of a decree, and why a decree is refused."""

from collections.abc import Mapping

from texts.formats import InBoth, both

BAD_LINE = both(
    "Baris {n}: tulis tanggal lalu namanya, misalnya 2026-08-18 Cuti Bersama.",
    "Line {n}: write the date and then its name, such as 2026-08-18 Cuti Bersama.",
)
NOT_THE_NUMBER = both(
    "Ketik nomor keputusan persis seperti di atas.", "Type the decree's number exactly as it is above."
)
REFUSED: Mapping[str, InBoth] = {
    "decree_conflict": both(
        "Nomor ini sudah dipakai keputusan lain, atau keputusan ini sudah dicabut.",
        "Another decree has this number, or this one was withdrawn.",
    ),
    "decree_superseded": both(
        "Keputusan itu sudah diganti oleh keputusan lain.", "Another decree has taken its place."
    ),
    "decree_in_future": both("Tanggal penetapannya belum tiba.", "The day of its issue has not come yet."),
    "decree_day_twice": both("Satu hari disebut dua kali.", "A day is named twice."),
    "decree_day_in_both_lists": both(
        "Satu hari ada di kedua daftar: libur dan kerja.", "A day is in both lists: off and working."
    ),
    "year_settled_by_region": both(
        "Hanya keputusan nasional yang memuat semua hari libur setahun.",
        "Only a national decree lists all holidays of a year.",
    ),
    "week_ends_before_it_begins": both(
        "Masa enam hari kerja berakhir sebelum dimulai.", "The six-day week ends before it begins."
    ),
    "supersedes_other_reach": both(
        "Keputusan yang diganti berlaku untuk wilayah atau instansi lain.",
        "The decree to supersede is for another region or agency.",
    ),
    "unknown_agency": both(
        "Instansi ini tidak ada di wilayah itu.", "There is no such agency in that region."
    ),
}
