"""What happened, in the reporter's plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from texts.formats import InBoth, both, format_day, format_english_day
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.facts import Fact
from workflows.procedure.outputs.names import CLOCKS, CLOCKS_IN_ENGLISH, ROLES, ROLES_IN_ENGLISH

OUTCOMES: Mapping[str, InBoth] = {
    "resolved": both("permasalahan diselesaikan", "the problem was solved"),
    "redirected": both("diarahkan ke pihak lain", "it was passed to somebody else"),
    "not_granted": both("tidak dapat dipenuhi", "it can't be granted"),
    "answered_without_reply": both(
        "sudah dijawab dan tidak ada tanggapan dari Anda", "it was answered and you did not reply"
    ),
    "not_completed": both("kelengkapan tidak diterima", "what was asked of you did not come"),
    "archived": both("diarsipkan", "it was put aside"),
    "withdrawn": both("dicabut oleh Anda", "you withdrew it"),
}


class AgencyNames(Protocol):
    """Whoever knows agencies by their codes."""

    def agency_name(self, agency: str | None) -> str | None:
        """The agency's name; null for a code that is not known."""


Data = Mapping[str, Any]
"""What a fact says."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How agencies and days are named in a line. A day comes in as ISO 8601."""

    directory: AgencyNames
    day: Callable[[str], InBoth]

    def agency(self, code: str) -> str:
        """The agency's name, its code where it has none."""
        return self.directory.agency_name(code) or code


Words = Callable[[Data, Telling], InBoth | None]


def _clock(data: Data) -> tuple[str, str]:
    return CLOCKS[data["clock"]], CLOCKS_IN_ENGLISH[data["clock"]]


def _merged(data: Data, _telling: Telling) -> InBoth | None:
    # what follows this report is somebody else's
    if "into" not in data:
        return None
    return both(
        "Laporan Anda digabung dengan laporan lain tentang hal yang sama.",
        "Your report was merged with another report about the same matter.",
    )


def _split(data: Data, _telling: Telling) -> InBoth | None:
    if "follower" in data:
        return None
    return both(
        "Laporan Anda dipisahkan kembali dan diverifikasi di pusat.",
        "Your report was taken apart again and is verified at the centre.",
    )


def _disputed(data: Data, _telling: Telling) -> InBoth:
    if data.get("merged"):
        return both(
            "Anda mengajukan keberatan atas penggabungan laporan Anda.",
            "You objected to the merging of your report.",
        )
    return both("Anda mengajukan keberatan atas jawaban.", "You objected to the answer.")


def _escalated(data: Data, _telling: Telling) -> InBoth:
    if data["level"] == 3:
        return both(
            "Laporan dinaikkan ke tingkat 3. Anda dapat meneruskannya ke Ombudsman RI.",
            "The report was escalated to level 3. You may take it to the Ombudsman.",
        )
    return both(
        f"Laporan dinaikkan ke pimpinan (tingkat {data['level']}).",
        f"The report was escalated to superiors (level {data['level']}).",
    )


def _responded(data: Data, _telling: Telling) -> InBoth:
    if data["final"]:
        return both("Instansi memberi jawaban akhir.", "The agency gave its final answer.")
    return both("Instansi memberi jawaban sementara.", "The agency gave an interim answer.")


def _reminded(data: Data, _telling: Telling) -> InBoth | None:
    if "reporter" not in data["told"]:
        return None
    clock, in_english = _clock(data)
    return both(
        f"Pengingat: tenggat {clock} sudah dekat.", f"Reminder: the deadline for {in_english} is near."
    )


def _forwarded(data: Data, telling: Telling) -> InBoth:
    agency = telling.agency(data["agency"])
    return both(f"Laporan diteruskan ke {agency}.", f"The report was sent on to {agency}.")


def _transferred(data: Data, telling: Telling) -> InBoth | None:
    if data["agency"] is None:
        return both(
            "Instansi yang menangani laporan dihapus; laporan kembali ke pusat.",
            "The agency in charge was abolished; the report is back at the centre.",
        )
    if data["agency"] == data["was_agency"]:
        return both(
            "Unit yang menangani laporan diganti; instansinya tetap.",
            "Another unit of the agency is in charge of the report now.",
        )
    was, now = telling.agency(data["was_agency"]), telling.agency(data["agency"])
    return both(
        f"Laporan kini ditangani oleh {now}, penerus {was}.",
        f"The report is handled by {now} now, the successor of {was}.",
    )


def _extended(data: Data, telling: Telling) -> InBoth:
    clock, in_english = _clock(data)
    day = telling.day(data["new_due_on"])
    return both(
        f"Tenggat {clock} diperpanjang sampai {day['id']}.",
        f"The deadline for {in_english} was extended until {day['en']}.",
    )


def _moved(data: Data, telling: Telling) -> InBoth:
    clock, in_english = _clock(data)
    day = telling.day(data["new_due_on"])
    return both(
        f"Tenggat {clock} berubah menjadi {day['id']}.",
        f"The deadline for {in_english} changed to {day['en']}.",
    )


def _lapsed(data: Data, _telling: Telling) -> InBoth:
    clock, in_english = _clock(data)
    return both(f"Tenggat {clock} terlampaui.", f"The deadline for {in_english} was missed.")


def _closed(data: Data, _telling: Telling) -> InBoth:
    outcome = OUTCOMES.get(data["outcome"], both(data["outcome"], data["outcome"]))
    return both(f"Laporan ditutup: {outcome['id']}.", f"The report was closed: {outcome['en']}.")


def _always(indonesian: str, english: str) -> Words:
    text = both(indonesian, english)
    return lambda _data, _telling: text


WORDS: dict[FactKind, Words] = {
    FactKind.SUBMITTED: _always(
        "Laporan Anda diterima dan menunggu verifikasi.", "Your report came in and waits to be verified."
    ),
    FactKind.FORWARDED: _forwarded,
    FactKind.CORRECTED: _always(
        "Judul atau isi laporan disunting; naskah asli tetap disimpan.",
        "The report's title or text was edited; the original is kept.",
    ),
    FactKind.POSTPONED: _always("Verifikasi ditunda.", "Verification was postponed."),
    FactKind.RESUMED: _always("Verifikasi dilanjutkan.", "Verification goes on."),
    FactKind.MERGED: _merged,
    FactKind.SPLIT: _split,
    FactKind.ARCHIVED: _always("Laporan diarsipkan.", "The report was put aside."),
    FactKind.DISPOSED: _always(
        "Laporan didisposisikan ke unit yang menangani.", "The report was given to the unit in charge."
    ),
    FactKind.DECLINED: _always(
        "Instansi menyatakan laporan bukan wewenangnya; kembali ke pusat.",
        "The agency says that it is not in charge; the report is back at the centre.",
    ),
    FactKind.RECALLED: _always(
        "Laporan ditarik kembali ke pusat: instansi tidak dapat menanganinya.",
        "The report was called back to the centre: the agency can't work on it.",
    ),
    FactKind.RETURNED: _always(
        f"Unit mengembalikan laporan ke {ROLES[Role.AGENCY_ADMIN]}.",
        f"The unit gave the report back to {ROLES_IN_ENGLISH[Role.AGENCY_ADMIN]}.",
    ),
    FactKind.TRANSFERRED: _transferred,
    FactKind.DRAFTED: _always(
        "Jawaban disusun dan menunggu persetujuan pimpinan.",
        "An answer was drafted and waits for the supervisor's approval.",
    ),
    FactKind.REVISED: _always(
        "Pimpinan meminta jawaban diperbaiki.", "The supervisor asked for a better answer."
    ),
    FactKind.RESPONDED: _responded,
    FactKind.REPORTER_ASKED: _always(
        "Anda diminta melengkapi laporan.", "You were asked to complete the report."
    ),
    FactKind.COMPLETED_BY_REPORTER: _always("Anda melengkapi laporan.", "You completed the report."),
    FactKind.CONFIRMED: _always("Anda menyetujui jawaban.", "You agreed to the answer."),
    FactKind.REPLIED: _always("Anda membalas jawaban.", "You replied to the answer."),
    FactKind.DISPUTED: _disputed,
    FactKind.REMARKED: _always("Anda menambahkan keterangan.", "You added a remark."),
    FactKind.CONTACT_CORRECTED: _always(
        "Anda mengganti kontak Anda; kontak lama diberi tahu.",
        "You changed your contact; the former one was told.",
    ),
    FactKind.WITHDRAWN: _always("Anda mencabut laporan.", "You withdrew the report."),
    FactKind.REOPENED: _always("Laporan dibuka kembali.", "The report was reopened."),
    FactKind.EXTENDED: _extended,
    FactKind.REMINDED: _reminded,
    FactKind.LAPSED: _lapsed,
    FactKind.ESCALATED: _escalated,
    FactKind.DEADLINE_MOVED: _moved,
    FactKind.IDENTITY_OPENED: _always(
        f"Identitas Anda dibuka oleh {ROLES[Role.NATIONAL_ADMIN]}; alasannya dicatat.",
        f"Your identity was opened by {ROLES_IN_ENGLISH[Role.NATIONAL_ADMIN]}; the reason is recorded.",
    ),
    FactKind.CLOSED: _closed,
}
"""What is not here is internal, and reporters are not told of it."""


def describe_fact(fact: Fact, directory: AgencyNames) -> InBoth | None:
    """The fact in the reporter's timeline, days in full; null where it is no line of it."""
    return _tell(fact, Telling(directory, _in_full))


def text_of(fact: Fact, directory: AgencyNames) -> str | None:
    """The same as the API answers it: in Indonesian, days as ISO 8601."""
    told = _tell(fact, Telling(directory, lambda day: both(day, day)))
    return told["id"] if told else None


def _tell(fact: Fact, telling: Telling) -> InBoth | None:
    words = WORDS.get(fact.kind)
    return words(fact.data, telling) if words else None


def _in_full(day: str) -> InBoth:
    on = date.fromisoformat(day)
    return both(format_day(on), format_english_day(on))
