"""Variables of answer templates, and what each stands for."""

import re
from collections.abc import Mapping

from texts.formats import InBoth, both

VARIABLES: Mapping[str, InBoth] = {
    "nomor": both("nomor laporan", "the report's number"),
    "judul": both("judul laporan", "the report's title"),
    "kategori": both("kategori laporan", "the report's category"),
    "nama_pelapor": both(
        "nama pelapor; “Bapak/Ibu” bila Anda tidak berwenang melihatnya",
        "the reporter's name; “Bapak/Ibu” where it is not yours to see",
    ),
    "instansi": both("nama instansi pemegang", "name of the agency that holds it"),
    "unit": both("nama unit pemegang", "name of the unit that holds it"),
    "petugas": both("nama Anda", "your own name"),
    "tenggat": both("tenggat berikutnya, dengan nama harinya", "the next due day in words"),
    "hari_ini": both("tanggal hari ini", "today's date"),
}
"""By the name that is written in braces, such as `{nomor}`."""
WRITTEN = re.compile(r"\{([^{}\n]*)\}")
NO_NAME = "Bapak/Ibu"
"""Stands for a reporter whose name is not to be shown, or who gave none."""


def find_unknown_variables(text: str) -> list[str]:
    """What stands in braces and is no variable, in order."""
    return [name for name in dict.fromkeys(WRITTEN.findall(text)) if name not in VARIABLES]


def fill_variables(text: str, values: Mapping[str, str]) -> str:
    """The text with what each variable stands for; one without a value stays as it is. What is filled in
    is not looked through again."""
    return WRITTEN.sub(lambda found: values.get(found[1], found[0]), text)
