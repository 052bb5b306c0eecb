"""What happened, in the reporter's plain words (Indonesian)."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.facts import Fact
from workflows.procedure.outputs.names import CLOCKS, ROLES

OUTCOMES = {
    "resolved": "permasalahan diselesaikan",
    "redirected": "diarahkan ke pihak lain",
    "not_granted": "tidak dapat dipenuhi",
    "answered_without_reply": "sudah dijawab dan tidak ada tanggapan dari Anda",
    "not_completed": "kelengkapan tidak diterima",
    "archived": "diarsipkan",
    "withdrawn": "dicabut oleh Anda",
}


class AgencyNames(Protocol):
    """Whoever knows agencies by their codes."""

    def agency_name(self, agency: str | None) -> str | None:
        """The agency's name; null for a code that is not known."""


Data = Mapping[str, Any]
"""What a fact says."""
Words = Callable[[Data, AgencyNames], str | None]


def _at(directory: AgencyNames, code: str) -> str:
    return directory.agency_name(code) or code


def _clock(data: Data) -> str:
    return CLOCKS[data["clock"]]


def _merged(data: Data, _directory: AgencyNames) -> str | None:
    # what follows this report is somebody else's
    return "Laporan Anda digabung dengan laporan lain tentang hal yang sama." if "into" in data else None


def _split(data: Data, _directory: AgencyNames) -> str | None:
    return None if "follower" in data else "Laporan Anda dipisahkan kembali dan diverifikasi di pusat."


def _disputed(data: Data, _directory: AgencyNames) -> str:
    over = "penggabungan laporan Anda" if data.get("merged") else "jawaban"
    return f"Anda mengajukan keberatan atas {over}."


def _escalated(data: Data, _directory: AgencyNames) -> str:
    if data["level"] == 3:
        return "Laporan dinaikkan ke tingkat 3. Anda dapat meneruskannya ke Ombudsman RI."
    return f"Laporan dinaikkan ke pimpinan (tingkat {data['level']})."


def _responded(data: Data, _directory: AgencyNames) -> str:
    return "Instansi memberi jawaban akhir." if data["final"] else "Instansi memberi jawaban sementara."


def _reminded(data: Data, _directory: AgencyNames) -> str | None:
    return f"Pengingat: tenggat {_clock(data)} sudah dekat." if "reporter" in data["told"] else None


WORDS: dict[FactKind, Words] = {
    FactKind.SUBMITTED: lambda _, __: "Laporan Anda diterima dan menunggu verifikasi.",
    FactKind.FORWARDED: lambda d, names: f"Laporan diteruskan ke {_at(names, d['agency'])}.",
    FactKind.CORRECTED: lambda _, __: "Judul atau isi laporan disunting; naskah asli tetap disimpan.",
    FactKind.POSTPONED: lambda _, __: "Verifikasi ditunda.",
    FactKind.RESUMED: lambda _, __: "Verifikasi dilanjutkan.",
    FactKind.MERGED: _merged,
    FactKind.SPLIT: _split,
    FactKind.ARCHIVED: lambda _, __: "Laporan diarsipkan.",
    FactKind.DISPOSED: lambda _, __: "Laporan didisposisikan ke unit yang menangani.",
    FactKind.DECLINED: lambda _, __: "Instansi menyatakan laporan bukan wewenangnya; kembali ke pusat.",
    FactKind.RECALLED: lambda _, __: "Laporan ditarik kembali ke pusat: instansi tidak dapat menanganinya.",
    FactKind.RETURNED: lambda _, __: f"Unit mengembalikan laporan ke {ROLES['agency_admin']}.",
    FactKind.DRAFTED: lambda _, __: "Jawaban disusun dan menunggu persetujuan pimpinan.",
    FactKind.REVISED: lambda _, __: "Pimpinan meminta jawaban diperbaiki.",
    FactKind.RESPONDED: _responded,
    FactKind.REPORTER_ASKED: lambda _, __: "Anda diminta melengkapi laporan.",
    FactKind.COMPLETED_BY_REPORTER: lambda _, __: "Anda melengkapi laporan.",
    FactKind.CONFIRMED: lambda _, __: "Anda menyetujui jawaban.",
    FactKind.REPLIED: lambda _, __: "Anda membalas jawaban.",
    FactKind.DISPUTED: _disputed,
    FactKind.REMARKED: lambda _, __: "Anda menambahkan keterangan.",
    FactKind.WITHDRAWN: lambda _, __: "Anda mencabut laporan.",
    FactKind.REOPENED: lambda _, __: "Laporan dibuka kembali.",
    FactKind.EXTENDED: lambda d, _: f"Tenggat {_clock(d)} diperpanjang sampai {d['new_due_on']}.",
    FactKind.REMINDED: _reminded,
    FactKind.LAPSED: lambda d, _: f"Tenggat {_clock(d)} terlampaui.",
    FactKind.ESCALATED: _escalated,
    FactKind.DEADLINE_MOVED: lambda d, _: f"Tenggat {_clock(d)} berubah menjadi {d['new_due_on']}.",
    FactKind.IDENTITY_OPENED: lambda _, __: (
        f"Identitas Anda dibuka oleh {ROLES['national_admin']}; alasannya dicatat."
    ),
    FactKind.CLOSED: lambda d, _: f"Laporan ditutup: {OUTCOMES.get(d['outcome'], d['outcome'])}.",
}
"""What is not here is internal, and reporters are not told of it."""


def text_of(fact: Fact, directory: AgencyNames) -> str | None:
    """The fact in the reporter's timeline; null where it is no line of it."""
    words = WORDS.get(fact.kind)
    return (words(fact.data, directory) or None) if words else None
