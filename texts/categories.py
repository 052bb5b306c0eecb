"""What the categories of reports are called."""

from collections.abc import Mapping

from texts.formats import InBoth, both

INDONESIAN: Mapping[str, str] = {
    "kesehatan": "Kesehatan",
    "pendidikan": "Pendidikan",
    "kependudukan": "Kependudukan dan pencatatan sipil",
    "infrastruktur": "Jalan, jembatan, dan infrastruktur",
    "perhubungan": "Perhubungan",
    "bantuan_sosial": "Bantuan sosial",
    "perizinan": "Perizinan",
    "energi": "Listrik dan energi",
    "lingkungan": "Lingkungan hidup",
    "ketertiban": "Ketenteraman dan ketertiban",
    "lainnya": "Lainnya",
}
ENGLISH: Mapping[str, str] = {
    "kesehatan": "Health",
    "pendidikan": "Education",
    "kependudukan": "Population and civil registration",
    "infrastruktur": "Roads, bridges and infrastructure",
    "perhubungan": "Transport",
    "bantuan_sosial": "Social assistance",
    "perizinan": "Licences and permits",
    "energi": "Electricity and energy",
    "lingkungan": "Environment",
    "ketertiban": "Public order",
    "lainnya": "Other",
}


def name_category(code: str) -> InBoth:
    """The category's name. One that only an operator's own policy has is named
    by its code, in both."""
    spelt = code.replace("_", " ").capitalize()
    return both(INDONESIAN.get(code, spelt), ENGLISH.get(code, spelt))
