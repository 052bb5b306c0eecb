"""What explanations of due days are told with, in Indonesian and in English; they are put together elsewhere.

Names of decreed days and numbers of decrees are Indonesian in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from texts import formats as dates
from workflows.procedure.outputs import names

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's words for what explanations speak of, by their codes, and its sentences, by theirs.

    `units` are for one and for more than one, `time` is to the minute and to the second.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    time: tuple[str, str]
    clocks: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]
    roles: Mapping[str, str]
    centre: str
    still: Mapping[str, str]
    causes: Mapping[str, str]
    acts: Mapping[str, str]
    days: Mapping[str, str]
    sentences: Mapping[str, str]


INDONESIAN = Phrases(
    weekdays=dates.WEEKDAYS,
    months=dates.MONTHS,
    time=("pukul %H.%M", "pukul %H.%M.%S"),
    clocks=names.CLOCKS,
    units={
        "working_days": ("hari kerja", "hari kerja"),
        "calendar_days": ("hari kalender", "hari kalender"),
        "seconds": ("detik", "detik"),
    },
    roles=names.ROLES,
    centre=names.CENTRE,
    still={
        "awaiting_reporter": names.STAGES["awaiting_reporter"],
        "reporter_reply": names.STAGES["reporter_reply"],
        "merged": "laporan digabung dengan laporan lain",
        "closed": "laporan ditutup",
    },
    causes={
        "calendar": "kalender berubah",
        "moved": "laporan berpindah pemegang",
        "class": "klasifikasi laporan diubah",
    },
    acts={"enacted": "{number} ditetapkan", "withdrawn": "{number} dicabut"},
    days={
        "day_zero": "hari mulai",
        "working_day": "hari kerja",
        "calendar_day": "hari kalender",
        "weekend": "akhir pekan",
        "holiday": "{name} (perkiraan, belum ditetapkan)",
        "decree": "{name} ({decree})",
        "decree_working": "hari kerja menurut {decree} ({name})",
        "non_working": "bukan hari kerja menurut kalender {region} versi {version}",
        "paused": "{still}",
        "next_working_day": "hari kerja berikutnya",
        "floor": "hari kerja sesudah hitungan penuh",
    },
    sentences={
        "counted": "{day}: {what}, dihitung ({count} dari {wanted})",
        "not_counted": "{day}: {what}, tidak dihitung",
        "in_extension": ", termasuk perpanjangan",
        "stood_too": "; hitungan juga berhenti, {still}",
        "held_by": "; laporan dipegang {holder}, kalender {region}",
        "due_here": "; tenggat pada akhir hari ini",
        "budget": "Tenggat {clock} adalah {budget}",
        "extended": ", diperpanjang {days} oleh {whom}",
        "tally": ", dihitung sesudah {start}: dari {all} hari, {counted} dihitung dan {rest} tidak{why}.",
        "weekend_days": "{n} akhir pekan",
        "off_days": "{n} libur",
        "paused_days": "{n} hari berhenti",
        "later_days": "{n} sesudah hitungan penuh",
        "due": " Tenggatnya {due} {midnight} {zone}.",
        "seconds": ", dihitung sejak {start}{plus}. Tenggatnya {due}.",
        "plus": ", ditambah {still} hitungan berhenti",
        "moved": "Tenggat berpindah dari {old} ke {new} karena {cause}.",
        "moved_within": "Tenggat tetap {new}, tetapi menurut zona pemegang yang baru, karena {cause}.",
        "by_decrees": "{cause} ({decrees})",
        "extension": "Diperpanjang {days} oleh {whom} (fakta {fact}): dari {old} menjadi {new}.",
        "pause": "Hitungan berhenti sejak {since} sampai {until}: {still}.",
        "stands": "Hitungan berhenti sejak {since}: {still}.",
        "as_before": " Tenggat yang tampak adalah yang sebelumnya, dan dihitung lagi bila laporan berlanjut.",
        "floor": "Menurut hitungan tenggatnya {counted_on}, tetapi perubahan kalender pada {on} "
        "(fakta {fact}) tidak boleh memajukannya ke sebelum {due}.",
        "lapsed": "Tenggat ini terlampaui; apa yang berubah sesudahnya tidak mengubahnya.",
        "stopped": "Hitungan selesai pada {at}; apa yang berubah sesudahnya tidak mengubahnya.",
        "role_at": "{role} {holder}",
        "then": ", lalu ",
        "midnight": "pukul 24.00",
    },
)

ENGLISH = Phrases(
    weekdays=dates.ENGLISH_WEEKDAYS,
    months=dates.ENGLISH_MONTHS,
    time=("at %H:%M", "at %H:%M:%S"),
    clocks=names.CLOCKS_IN_ENGLISH,
    units={
        "working_days": ("working day", "working days"),
        "calendar_days": ("calendar day", "calendar days"),
        "seconds": ("second", "seconds"),
    },
    roles=names.ROLES_IN_ENGLISH,
    centre=names.CENTRE_IN_ENGLISH,
    still={
        "awaiting_reporter": names.STAGES_IN_ENGLISH["awaiting_reporter"],
        "reporter_reply": names.STAGES_IN_ENGLISH["reporter_reply"],
        "merged": "the report is merged with another",
        "closed": "the report is closed",
    },
    causes={
        "calendar": "the calendar changed",
        "moved": "the report went to another holder",
        "class": "the report's class was changed",
    },
    acts={"enacted": "{number} was enacted", "withdrawn": "{number} was withdrawn"},
    days={
        "day_zero": "the day of the start",
        "working_day": "working day",
        "calendar_day": "calendar day",
        "weekend": "weekend",
        "holiday": "{name} (expected, not decreed yet)",
        "decree": "{name} ({decree})",
        "decree_working": "working day by {decree} ({name})",
        "non_working": "no working day by calendar {region}, version {version}",
        "paused": "{still}",
        "next_working_day": "the next working day",
        "floor": "working day after the count was full",
    },
    sentences={
        "counted": "{day}: {what}, counted ({count} of {wanted})",
        "not_counted": "{day}: {what}, not counted",
        "in_extension": ", by the extension",
        "stood_too": "; the clock stood still too, {still}",
        "held_by": "; the report is held by {holder}, calendar {region}",
        "due_here": "; due at the end of this day",
        "budget": "The time for {clock} is {budget}",
        "extended": ", extended by {days} by {whom}",
        "tally": ", counted after {start}: of {all} days {counted} counted and {rest} did not{why}.",
        "weekend_days": "{n} weekend",
        "off_days": "{n} off",
        "paused_days": "{n} standing still",
        "later_days": "{n} after the count was full",
        "due": " It is due on {due} {midnight} {zone}.",
        "seconds": ", counted from {start}{plus}. It is due on {due}.",
        "plus": ", plus {still} standing still",
        "moved": "Moved from {old} to {new} because {cause}.",
        "moved_within": "Still due on {new}, but in the new holder's zone, because {cause}.",
        "by_decrees": "{cause} ({decrees})",
        "extension": "Extended by {days} by {whom} (fact {fact}): from {old} to {new}.",
        "pause": "The clock stood still from {since} to {until}: {still}.",
        "stands": "The clock has stood still since {since}: {still}.",
        "as_before": " The due day shown is the one before, and is counted anew when the report goes on.",
        "floor": "By the count it would be due on {counted_on}, but the change of calendar on {on} "
        "(fact {fact}) may not bring it forward to before {due}.",
        "lapsed": "The clock has lapsed; nothing that changed since changes it.",
        "stopped": "The clock stopped on {at}; nothing that changed since changes it.",
        "role_at": "{role} of {holder}",
        "then": ", then ",
        "midnight": "at 24:00",
    },
)

LANGUAGES: Mapping[str, Phrases] = {"id": INDONESIAN, "en": ENGLISH}
