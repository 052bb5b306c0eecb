"""The numbers of a policy in words, in Indonesian and English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Literal, NamedTuple

from workflows.procedure.model.policy import Budget, Policy, Rung

CountedUnit = Literal["working_days", "calendar_days", "seconds", "times"]

TECHNICAL = frozenset({"wake_up_spread", "outage_grace"})
"""Numbers of a policy that spread load and bridge outages. They limit nobody."""


class Sentences(NamedTuple):
    """Words or a sentence in Indonesian and in English. In a sentence, `{id}` and `{en}` stand for a number
    with its unit."""

    indonesian: str
    english: str


class UnitWords(NamedTuple):
    """A unit in Indonesian, and in English for one and for more."""

    indonesian: str
    one: str
    more: str


UNITS: Mapping[str, UnitWords] = {
    "working_days": UnitWords("hari kerja", "working day", "working days"),
    "calendar_days": UnitWords("hari kalender", "calendar day", "calendar days"),
    "seconds": UnitWords("detik", "second", "seconds"),
    "times": UnitWords("kali", "time", "times"),
}

CLOCKS: Mapping[str, Sentences] = {
    "verification": Sentences(
        "Pusat memeriksa dan meneruskan laporan dalam {id}.",
        "The centre verifies and forwards a report within {en}.",
    ),
    "disposition": Sentences(
        "Instansi menugaskan laporan ke unit dalam {id}.",
        "The agency passes a report on to a unit within {en}.",
    ),
    "response": Sentences(
        "Instansi memberi tanggapan pertama dalam {id} sejak laporan diteruskan.",
        "The agency gives its first response within {en} after the report was forwarded.",
    ),
    "settlement.information": Sentences(
        "Permintaan informasi diselesaikan dalam {id}.",
        "A request for information is settled within {en}.",
    ),
    "settlement.aspiration": Sentences(
        "Aspirasi diselesaikan dalam {id}.",
        "An aspiration is settled within {en}.",
    ),
    "settlement.complaint": Sentences(
        "Pengaduan tidak berkadar pengawasan diselesaikan dalam {id}.",
        "A complaint that needs no investigation is settled within {en}.",
    ),
    "settlement.supervisory": Sentences(
        "Pengaduan berkadar pengawasan diselesaikan dalam {id}.",
        "A complaint that needs an investigation is settled within {en}.",
    ),
    "completion": Sentences(
        "Pelapor melengkapi laporan dalam {id} sejak diminta; sesudahnya laporan ditutup.",
        "The reporter completes a report within {en} of being asked; after that it is closed.",
    ),
    "reply": Sentences(
        "Pelapor dapat menanggapi jawaban dalam {id}; sesudahnya laporan ditutup.",
        "The reporter may reply to an answer within {en}; after that the report is closed.",
    ),
    "reopening": Sentences(
        "Pelapor dapat membuka kembali laporan yang ditutup dalam {id}.",
        "The reporter may reopen a closed report within {en}.",
    ),
}
COUNTS: Mapping[str, Sentences] = {
    "declines": Sentences(
        "Sesudah instansi menolak {id}, penerusan berikutnya oleh pusat mengikat.",
        "After agencies have declined {en}, the centre's next forwarding is binding.",
    ),
    "questions": Sentences(
        "Pelapor diminta melengkapi laporan paling banyak {id}.",
        "The reporter is asked to complete a report at most {en}.",
    ),
    "questions_per_stage": Sentences(
        "Dalam satu tahap, pelapor diminta melengkapi laporan paling banyak {id}.",
        "The reporter is asked to complete a report at most {en} in one stage.",
    ),
    "disputes": Sentences(
        "Pelapor dapat menyanggah jawaban paling banyak {id}.",
        "The reporter may dispute answers at most {en}.",
    ),
    "approval_from_dispute": Sentences(
        "Sesudah pelapor menyanggah {id}, jawaban berikutnya memerlukan persetujuan pimpinan.",
        "After the reporter has disputed {en}, the next answer needs the supervisor's approval.",
    ),
    "reopenings": Sentences(
        "Laporan dapat dibuka kembali paling banyak {id}.",
        "A report may be reopened at most {en}.",
    ),
    "remarks_per_day": Sentences(
        "Pelapor dapat menambahkan catatan paling banyak {id} sehari.",
        "The reporter may add remarks at most {en} a day.",
    ),
    "extension": Sentences(
        "Tenggat dapat diperpanjang sekali, paling lama {id}.",
        "A deadline may be extended once, by at most {en}.",
    ),
    "postponement": Sentences(
        "Pusat dapat menunda laporan paling lama {id}; tenggatnya tetap berjalan.",
        "The centre may postpone a report by at most {en}; its deadline goes on.",
    ),
}
TOLD: Mapping[str, Sentences] = {
    "owner": Sentences("pemegang laporan", "whoever holds the report"),
    "supervisor": Sentences("pimpinan", "the supervisor"),
    "national_admin": Sentences("admin nasional", "the national admin"),
    "reporter": Sentences("pelapor", "the reporter"),
}
OFFICE_HOURS = Sentences(
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


def word_office_hours(opens: time, closes: time) -> Sentences:
    """When letters to staff leave, in Indonesian and in English."""
    return Sentences(
        OFFICE_HOURS.indonesian.format(id_from=f"{opens:%H.%M}", id_until=f"{closes:%H.%M}"),
        OFFICE_HOURS.english.format(en_from=f"{opens:%H:%M}", en_until=f"{closes:%H:%M}"),
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


def _limit(name: str, number: int, unit: CountedUnit, sentences: Sentences) -> Limit:
    counted = _counted(number, unit)
    indonesian = sentences.indonesian.format(id=counted.indonesian)
    return Limit(name, number, unit, indonesian, sentences.english.format(en=counted.english))


def _counted(number: int, unit: CountedUnit) -> Sentences:
    words = UNITS[unit]
    return Sentences(f"{number} {words.indonesian}", f"{number} {words.one if number == 1 else words.more}")


def _rungs(policy: Policy) -> Iterator[Limit]:
    for place, ladder in (("ladder", policy.ladder), ("reporter_ladder", policy.reporter_ladder)):
        for rung in ladder:
            indonesian, english = _rung_words(rung, policy.unit.value)
            yield Limit(f"{place}.{rung.level}", rung.offset, policy.unit.value, indonesian, english)


def _rung_words(rung: Rung, unit: CountedUnit) -> Sentences:
    when, kind = _rung_instant(rung, unit), _rung_kind(rung)
    whom = [TOLD[each] for each in rung.told]
    told_id = _joined([each.indonesian for each in whom], "dan")
    told_en = _joined([each.english for each in whom], "and")
    return Sentences(
        f"{kind.indonesian}, {when.indonesian}, kepada {told_id}.",
        f"{kind.english}, {when.english}, to {told_en}.",
    )


def _rung_instant(rung: Rung, unit: CountedUnit) -> Sentences:
    counted = _counted(abs(rung.offset), unit)
    if rung.offset < 0:
        return Sentences(f"{counted.indonesian} sebelum tenggat", f"{counted.english} before the due day")
    if rung.offset > 0:
        return Sentences(
            f"{counted.indonesian} sesudah tenggat terlampaui", f"{counted.english} after the lapse"
        )
    return Sentences("saat tenggat terlampaui", "at the lapse")


def _rung_kind(rung: Rung) -> Sentences:
    if rung.level == 0:
        return Sentences("Pengingat", "A reminder")
    return Sentences(f"Eskalasi tingkat {rung.level}", f"Escalation level {rung.level}")


def _joined(words: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
