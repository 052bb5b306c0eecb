"""What a text may speak of: numbers, names of agencies, days. Nothing anybody wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from texts.formats import format_day, format_english_day, group_number
from texts.links import track_link
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.outputs.names import (
    CLOCKS,
    CLOCKS_IN_ENGLISH,
    ROLES,
    ROLES_IN_ENGLISH,
    STAGES,
    STAGES_IN_ENGLISH,
)

NATIONAL_ADMIN = ROLES[Role.NATIONAL_ADMIN]
NATIONAL_ADMIN_IN_ENGLISH = ROLES_IN_ENGLISH[Role.NATIONAL_ADMIN]
"""Who holds a report that no agency holds."""
Language = Literal["id", "en"]
"""In which language a letter is; letters to staff are in Indonesian."""


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and a few paragraphs; the first says what happened, by itself."""

    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """A notice, named as people name things. `overdue` is whether `due_on` was over when it happened;
    `decrees` are those behind it, as number and act; `because` is why nobody will do a task; `pages` is the
    address of the pages, null where none is set; `pin` is a new PIN. All of it is in `language`."""

    number: str
    stage: str
    agency: str
    unit: str | None
    clock: str | None
    level: int | None
    cause: str | None
    decrees: tuple[tuple[str, str], ...]
    outcome: str | None
    final: bool
    due_on: date | None
    old_due_on: date | None
    new_due_on: date | None
    overdue: bool
    vacancy: bool
    because: str | None
    pages: str | None = None
    pin: str | None = None
    language: Language = "id"

    @classmethod
    def of(
        cls,
        report: str,
        data: Mapping[str, Any],
        agency: str | None,
        unit: str | None,
        pages: str | None = None,
        pin: str | None = None,
        language: Language = "id",
    ) -> Self:
        """The details of a notice's `data`; a name that is not known gives way to its code."""
        is_english = language == "en"
        stages, clocks = (STAGES_IN_ENGLISH, CLOCKS_IN_ENGLISH) if is_english else (STAGES, CLOCKS)
        centre = NATIONAL_ADMIN_IN_ENGLISH if is_english else NATIONAL_ADMIN
        due_on = _day(data, "due_on")
        cause = data.get("cause")
        return cls(
            number=group_number(report),
            stage=stages[data["stage"]],
            agency=agency or data.get("agency") or centre,
            unit=unit or data.get("unit"),
            clock=clocks[data["clock"]] if data.get("clock") else None,
            level=data.get("level"),
            cause=cause["kind"] if isinstance(cause, dict) else cause,
            decrees=tuple((each["number"], each["act"]) for each in data.get("decrees", ())),
            outcome=data.get("outcome"),
            final=bool(data.get("final")),
            due_on=due_on,
            old_due_on=_day(data, "old_due_on"),
            new_due_on=_day(data, "new_due_on"),
            overdue=due_on is not None and due_on < _local_day(data["at"]),
            vacancy=bool(data.get("vacancy")),
            because=data.get("because"),
            pages=pages,
            pin=pin,
            language=language,
        )

    def write_day(self, day: date) -> str:
        """The day in full."""
        return format_english_day(day) if self.language == "en" else format_day(day)

    @property
    def by(self) -> str:
        """ " paling lambat …", where there is a day that is not over; else nothing."""
        word = "by" if self.language == "en" else "paling lambat"
        return f" {word} {self.write_day(self.due_on)}" if self.due_on and not self.overdue else ""

    @property
    def on(self) -> str:
        """ " pada …", where there is a day; else nothing."""
        word = "on" if self.language == "en" else "pada"
        return f" {word} {self.write_day(self.due_on)}" if self.due_on else ""

    @property
    def place(self) -> str:
        """Where reporters read and answer: "di …", or the way by which they reported."""
        is_english = self.language == "en"
        if self.pages is None:
            return "the way you reported" if is_english else "melalui saluran tempat Anda melapor"
        return f"{'at' if is_english else 'di'} {track_link(self.pages, self.number)}"

    @property
    def holder(self) -> str:
        """Who holds the report, with the preposition: "di …, …" or "pada admin nasional"."""
        if self.unit:
            return f"di {self.unit}, {self.agency}"
        return f"pada {self.agency}" if self.agency == NATIONAL_ADMIN else f"di {self.agency}"

    @property
    def moved(self) -> str:
        """From which day to which: "kini …, semula …"."""
        is_english = self.language == "en"
        if self.new_due_on is None:
            return "it is another day now" if is_english else "kini berubah"
        now, before = ("now", "before") if is_english else ("kini", "semula")
        old = self.old_due_on
        was = f", {before} {self.write_day(old)}" if old and old != self.new_due_on else ""
        return f"{now} {self.write_day(self.new_due_on)}{was}"


def _day(data: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(data[name]) if data.get(name) else None


def _local_day(at: str) -> date:
    """The day in Jakarta: a day that is over there is over in every Indonesian zone."""
    return instants.parse_instant(at).astimezone(ZoneInfo("Asia/Jakarta")).date()
