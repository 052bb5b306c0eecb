"""What is wrong with a report that is sent in, field by field as in `POST /v1/reports`."""

from collections.abc import Mapping

from texts.field_errors import REQUIRED, explain_field_error
from texts.formats import InBoth, both

MISSING: Mapping[str, InBoth] = {
    "class": both("Pilih jenis laporan.", "Choose what kind of report it is."),
    "title": both("Tulis judul laporan.", "Write a title."),
    "text": both("Tulis apa yang terjadi.", "Write what happened."),
    "reporter.name": both("Tulis nama Anda.", "Write your name."),
}
"""What is said of a field that was left empty."""
NO_CONTACT = both(
    "Isi alamat surel atau nomor telepon, supaya Anda dapat diberi kabar.",
    "Give an e-mail address or a telephone number, so that you can be told what becomes of it.",
)
A_CONTACT = both(
    "Tulis alamat surel atau nomor telepon yang Anda berikan saat melapor, misalnya nama@contoh.id atau "
    "0812-3456-7890.",
    "Write the e-mail address or telephone number that you gave with your report, for example "
    "name@example.com or 0812-3456-7890.",
)
TOO_EARLY = both("Tanggal ini terlalu lama berlalu.", "This day is too long ago.")


def explain_intake_error(field: str, message: str) -> InBoth:
    """What is wrong with that field."""
    if field == "reporter":
        return NO_CONTACT
    if field == "occurred_on" and message.startswith("must not be less than"):
        return TOO_EARLY
    explained = explain_field_error(message)
    return MISSING.get(field, explained) if explained == REQUIRED else explained
