"""The numbers of a policy in words, in Indonesian and English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Literal

from workflows.procedure.model.policy import Budget, Policy, Rung

CountedUnit = Literal["working_days", "calendar_days", "seconds", "times"]

TECHNICAL = frozenset({"wake_up_spread", "outage_grace"})
"""Numbers of a policy that spread load and bridge outages. They limit nobody."""

UNITS: Mapping[str, tuple[str, str, str]] = {
    "working_days": ("hari kerja", "working day", "working days"),
    "calendar_days": ("hari kalender", "calendar day", "calendar days"),
    "seconds": ("detik", "second", "seconds"),
    "times": ("kali", "time", "times"),
}
"""In Indonesian, and in English for one and for more."""

CLOCKS: Mapping[str, tuple[str, str]] = {
    "verification": (
        "Pusat memeriksa dan meneruskan laporan dalam {id}.",
        "The centre verifies and forwards a report within {en}.",
    ),
    "disposition": (
        "Instansi menugaskan laporan ke unit dalam {id}.",
        "The agency passes a report on to a unit within {en}.",
    ),
    "response": (
        "Instansi memberi tanggapan pertama dalam {id} sejak laporan diteruskan.",
        "The agency gives its first response within {en} after the report was forwarded.",
    ),
    "settlement.information": (
        "Permintaan informasi diselesaikan dalam {id}.",
        "A request for information is settled within {en}.",
    ),
    "settlement.aspiration": (
        "Aspirasi diselesaikan dalam {id}.",
        "An aspiration is settled within {en}.",
    ),
    "settlement.complaint": (
        "Pengaduan tidak berkadar pengawasan diselesaikan dalam {id}.",
        "A complaint that needs no investigation is settled within {en}.",
    ),
    "settlement.supervisory": (
        "Pengaduan berkadar pengawasan diselesaikan dalam {id}.",
        "A complaint that needs an investigation is settled within {en}.",
    ),
    "completion": (
        "Pelapor melengkapi laporan dalam {id} sejak diminta; sesudahnya laporan ditutup.",
        "The reporter completes a report within {en} of being asked; after that it is closed.",
    ),
    "reply": (
        "Pelapor dapat menanggapi jawaban dalam {id}; sesudahnya laporan ditutup.",
        "The reporter may reply to an answer within {en}; after that the report is closed.",
    ),
    "reopening": (
        "Pelapor dapat membuka kembali laporan yang ditutup dalam {id}.",
        "The reporter may reopen a closed report within {en}.",
    ),
}
COUNTS: Mapping[str, tuple[str, str]] = {
    "declines": (
        "Sesudah instansi menolak {id}, penerusan berikutnya oleh pusat mengikat.",
        "After agencies have declined {en}, the centre's next forwarding is binding.",
    ),
    "questions": (
        "Pelapor diminta melengkapi laporan paling banyak {id}.",
        "The reporter is asked to complete a report at most {en}.",
    ),
    "questions_per_stage": (
        "Dalam satu tahap, pelapor diminta melengkapi laporan paling banyak {id}.",
        "The reporter is asked to complete a report at most {en} in one stage.",
    ),
    "disputes": (
        "Pelapor dapat menyanggah jawaban paling banyak {id}.",
        "The reporter may dispute answers at most {en}.",
    ),
    "approval_from_dispute": (
        "Sesudah pelapor menyanggah {id}, jawaban berikutnya memerlukan persetujuan pimpinan.",
        "After the reporter has disputed {en}, the next answer needs the supervisor's approval.",
    ),
    "reopenings": (
        "Laporan dapat dibuka kembali paling banyak {id}.",
        "A report may be reopened at most {en}.",
    ),
    "remarks_per_day": (
        "Pelapor dapat menambahkan catatan paling banyak {id} sehari.",
        "The reporter may add remarks at most {en} a day.",
    ),
    "extension": (
        "Tenggat dapat diperpanjang sekali, paling lama {id}.",
        "A deadline may be extended once, by at most {en}.",
    ),
    "postponement": (
        "Pusat dapat menunda laporan paling lama {id}; tenggatnya tetap berjalan.",
        "The centre may postpone a report by at most {en}; its deadline goes on.",
    ),
}
TOLD: Mapping[str, tuple[str, str]] = {
    "owner": ("pemegang laporan", "whoever holds the report"),
    "supervisor": ("pimpinan", "the supervisor"),
    "national_admin": ("admin nasional", "the national admin"),
    "reporter": ("pelapor", "the reporter"),
}
OFFICE_HOURS = (
    "Surat kepada petugas dikirim antara pukul {id_from} dan {id_until} pada hari kerja.",
    "Letters to staff leave between {en_from} and {en_until} on working days.",
)


@dataclass(frozen=True, slots=True)
class Limit:
    """One number of a policy. `name` is its place there, such as `settlement.complaint`; a rung's number
    counts from the due instant, and before it is negative. The words are whole sentences."""

    name: str
    number: int
    unit: CountedUnit
    indonesian: str
    english: str


def list_limits(policy: Policy) -> list[Limit]:
    """Every number of the policy but the `TECHNICAL` ones, in the policy's order."""
    return [*_budgets(policy), *_rungs(policy), *_counts(policy)]


def word_office_hours(opens: time, closes: time) -> tuple[str, str]:
    """When letters to staff leave, in Indonesian and in English."""
    indonesian, english = OFFICE_HOURS
    return (
        indonesian.format(id_from=f"{opens:%H.%M}", id_until=f"{closes:%H.%M}"),
        english.format(en_from=f"{opens:%H:%M}", en_until=f"{closes:%H:%M}"),
    )


def _budgets(policy: Policy) -> Iterator[Limit]:
    settlement = policy.settlement
    for name, sentences in CLOCKS.items():
        clock, _, kind = name.partition(".")
        own: Budget = (
            Budget(budget=getattr(settlement, kind), unit=settlement.unit) if kind else getattr(policy, clock)
        )
        yield _limit(name, own.budget, own.unit.value, sentences)


def _counts(policy: Policy) -> Iterator[Limit]:
    days: CountedUnit = "seconds" if policy.in_seconds else "calendar_days"
    units: Mapping[str, CountedUnit] = {"extension": policy.unit.value, "postponement": days}
    for name, sentences in COUNTS.items():
        yield _limit(f"limits.{name}", getattr(policy.limits, name), units.get(name, "times"), sentences)


def _limit(name: str, number: int, unit: CountedUnit, sentences: tuple[str, str]) -> Limit:
    indonesian, english = _counted(number, unit)
    return Limit(name, number, unit, sentences[0].format(id=indonesian), sentences[1].format(en=english))


def _counted(number: int, unit: CountedUnit) -> tuple[str, str]:
    indonesian, one, more = UNITS[unit]
    return f"{number} {indonesian}", f"{number} {one if number == 1 else more}"


def _rungs(policy: Policy) -> Iterator[Limit]:
    for place, ladder in (("ladder", policy.ladder), ("reporter_ladder", policy.reporter_ladder)):
        for rung in ladder:
            indonesian, english = _rung_words(rung, policy.unit.value)
            yield Limit(f"{place}.{rung.level}", rung.offset, policy.unit.value, indonesian, english)


def _rung_words(rung: Rung, unit: CountedUnit) -> tuple[str, str]:
    indonesian, english = _counted(abs(rung.offset), unit)
    if rung.offset < 0:
        when = (f"{indonesian} sebelum tenggat", f"{english} before the due day")
    elif rung.offset > 0:
        when = (f"{indonesian} sesudah tenggat terlampaui", f"{english} after the lapse")
    else:
        when = ("saat tenggat terlampaui", "at the lapse")
    whom = [TOLD[each] for each in rung.told]
    kind = (
        ("Pengingat", "A reminder")
        if rung.level == 0
        else (f"Eskalasi tingkat {rung.level}", f"Escalation level {rung.level}")
    )
    told_id = _joined([each[0] for each in whom], "dan")
    told_en = _joined([each[1] for each in whom], "and")
    return f"{kind[0]}, {when[0]}, kepada {told_id}.", f"{kind[1]}, {when[1]}, to {told_en}."


def _joined(words: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
