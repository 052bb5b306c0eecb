"""The texts of a figure by its code, and what else is named beside figures."""

from collections.abc import Mapping

from texts.figures.events import HANDLING, LAPSES, PROGRESS, SATISFACTION, SPEED
from texts.figures.statuses import STATUSES
from texts.figures.wording import Wording
from texts.formats import InBoth, both

WORDINGS: Mapping[str, Wording] = {**STATUSES, **PROGRESS, **SPEED, **HANDLING, **LAPSES, **SATISFACTION}
SECTIONS: Mapping[str, InBoth] = {
    "status": both("Status pada akhir hari terakhir", "Status at the end of the last day"),
    "progress": both("Yang terjadi dalam masa ini", "What happened in the period"),
    "speed": both("Kecepatan dalam hari kerja", "Speed in working days"),
    "handling": both("Penanganan", "Handling"),
    "lapses": both("Tenggat yang lewat", "Lapses"),
    "satisfaction": both("Kepuasan pelapor", "Satisfaction of reporters"),
}
CHANNELS: Mapping[str, InBoth] = {
    "web": both("Situs web", "Website"),
    "app": both("Aplikasi", "App"),
    "sms": both("SMS", "SMS"),
    "whatsapp": both("WhatsApp", "WhatsApp"),
    "x": both("X", "X"),
    "walk_in": both("Datang langsung", "In person"),
    "api": both("Sistem lain", "Another system"),
}
NATION = both("Nasional", "Nation")
CENTRE = both("Pusat", "The centre")
NOWHERE = both("Tanpa provinsi", "No province named")
RANKING_FORMULA = both(
    "Jawaban pertama dalam batas hari kerjanya ÷ (jawaban itu + jawaban pertama yang lewat batas)",
    "First answers within their working days ÷ (these + first answers overdue)",
)
NOT_CATEGORIZED = both("Belum dikategorikan", "Not categorized yet")


def name_channel(code: str) -> InBoth:
    """What a channel is called; one that there is not, by its code."""
    return CHANNELS.get(code, both(code, code))
