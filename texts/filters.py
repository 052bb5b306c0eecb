"""Filters of lists, as people read them: what each is called, and what is wrong with one."""

from collections.abc import Mapping

from texts.field_errors import explain_field_error
from texts.formats import InBoth, both

LABELS: Mapping[str, InBoth] = {
    "q": both("Kata", "Words"),
    "text": both("Kata", "Words"),
    "stage": both("Tahap", "Stage"),
    "class": both("Jenis", "Kind"),
    "category": both("Kategori", "Category"),
    "agency": both("Instansi", "Agency"),
    "unit": both("Unit", "Unit"),
    "role": both("Pemegang", "Held by"),
    "officer": both("Petugas", "Officer"),
    "escalation_level": both("Tingkat eskalasi", "Escalation level"),
    "overdue": both("Lewat tenggat", "Overdue"),
    "postponed": both("Tertunda", "Postponed"),
    "due_within": both("Jatuh tempo", "Due"),
    "due_before": both("Jatuh tempo sebelum", "Due before"),
    "due_from": both("Jatuh tempo sejak", "Due from"),
    "due_to": both("Jatuh tempo sampai", "Due until"),
    "submitted_from": both("Masuk sejak", "Sent in since"),
    "submitted_to": both("Masuk sampai", "Sent in until"),
    "closed_from": both("Selesai sejak", "Closed since"),
    "closed_to": both("Selesai sampai", "Closed until"),
    "task_opened_from": both("Tugas masuk sejak", "Task given since"),
    "task_opened_to": both("Tugas masuk sampai", "Task given until"),
    "task_done_from": both("Tugas dikerjakan sejak", "Task done since"),
    "task_done_to": both("Tugas dikerjakan sampai", "Task done until"),
    "task_done_by": both("Tugas dikerjakan oleh", "Task done by"),
    "age_from": both("Umur tugas", "Age of the task"),
    "age_to": both("Umur tugas", "Age of the task"),
    "scope": both("Milik", "Whose"),
}
"""By the filter's name in an address."""
OVERDUE: Mapping[str, InBoth] = {
    "true": both("terlampaui", "lapsed"),
    "false": both("belum terlampaui", "not lapsed"),
}
POSTPONED: Mapping[str, InBoth] = {
    "true": both("hanya yang tertunda", "only those postponed"),
    "false": both("tanpa yang tertunda", "without those postponed"),
}
NOBODY_NAMED = both("tanpa nama petugas", "nobody named")
NO_LONGER_IN_OFFICE = both("petugas yang tidak lagi menjabat", "somebody no longer in office")
THE_CENTRE = both("Pusat", "The centre")
TEAM: Mapping[str, InBoth] = {
    "mine": both("saya", "mine"),
    "team": both("tim", "the team's"),
    "all": both("semua instansi", "all agencies'"),
}
WORDS_ARE_NOT_KEPT = both(
    "Kata pencarian tidak disimpan, karena dapat menyebut nama orang.",
    "Words to search for are not kept: they may name people.",
)
NO_SUCH_FILTER = both(
    "Saringan ini tidak ada, atau tidak ada lagi.", "There is no such filter, or no longer."
)
NO_SUCH_VALUE = both("Pilihan ini tidak ada, atau tidak ada lagi.", "There is no such choice, or no longer.")


def label_filter(name: str) -> InBoth:
    """What the filter is called; one that there is not is called by its name."""
    return LABELS.get(name, both(name, name))


def describe_due_within(days: int) -> InBoth:
    """So many days as a filter: 0 is today."""
    if days == 0:
        return both("sampai hari ini", "by today")
    return both(f"dalam {days} hari", f"within {days} day{'s' if days > 1 else ''}")


def describe_age(days: int, bound: str) -> InBoth:
    """So many working days as a filter; `bound` is from (at least) or to (at most)."""
    s = "s" if days != 1 else ""
    if bound == "from":
        return both(f"{days} hari kerja atau lebih", f"{days} working day{s} or more")
    return both(f"paling lama {days} hari kerja", f"at most {days} working day{s}")


def explain_filter(name: str, message: str) -> InBoth:
    """What is wrong with a filter or one of its values, by the field's error."""
    if name not in LABELS:
        return NO_SUCH_FILTER
    return NO_SUCH_VALUE if message.startswith(("must be '", "no longer")) else explain_field_error(message)
