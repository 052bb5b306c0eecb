"""Why a clock is due when it is, as it is answered: with names, and with words for each entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.reports.explanations import ExplanationWriter, Told
from api.schemas.common import Phrase
from api.schemas.explanations import (
    ExplainedClock,
    ExplainedDay,
    ExplainedExtension,
    ExplainedFloor,
    ExplainedMove,
    ExplainedPause,
    NamedExtender,
)
from texts.explanations import LANGUAGES


@dataclass(frozen=True, slots=True)
class Names:
    """The names beside codes: an agency's, null for the centre, and what its reader may know of who extended
    a clock."""

    agency: Callable[[str | None], str | None]
    extender: Callable[[Told], NamedExtender]


def explained_clock(
    report: str, told: Told, names: Names, languages: Sequence[str] = tuple(LANGUAGES)
) -> ExplainedClock:
    """An explanation's wire form with names beside the codes, and with a `text` for each entry and a
    `summary` in those `languages` (id, en) that are wanted."""
    entries = _Entries.of(told, names, languages)
    still, floor = told["standing_still"], told["floor"]
    return {
        "tracking_number": report,
        "clock": told["clock"],
        "due_at": told["due_at"],
        "due_on": told["due_on"],
        "zone": told["zone"],
        "budget": told["budget"],
        "extension": told["extension"],
        "unit": told["unit"],
        "counted_as_of": told["counted_as_of"],
        "facts": told["facts"],
        "days": [entries.day(day, before) for before, day in pairwise([None, *told["days"]])],
        "pauses": [entries.pause(each) for each in told["pauses"]],
        "standing_still": entries.pause(still) if still else None,
        "extensions": [entries.extension(each) for each in told["extensions"]],
        "moves": [entries.move(each) for each in told["moves"]],
        "floor": entries.floor(floor) if floor else None,
        "summary": entries.text(ExplanationWriter.summary),
    }


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries of one explanation."""

    names: Names
    speakers: dict[str, ExplanationWriter]

    @classmethod
    def of(cls, told: Told, names: Names, languages: Sequence[str]) -> "_Entries":
        def name_of(agency: str) -> str:
            return names.agency(agency) or agency

        return cls(names, {code: ExplanationWriter(LANGUAGES[code], told, name_of) for code in languages})

    def text(self, say: Callable[..., str], *about: Told | None) -> Phrase:
        """What each of the speakers says."""
        said: Phrase = {}
        if "id" in self.speakers:
            said["id"] = say(self.speakers["id"], *about)
        if "en" in self.speakers:
            said["en"] = say(self.speakers["en"], *about)
        return said

    def day(self, day: Told, before: Told | None) -> ExplainedDay:
        return {
            "date": day["date"],
            "counts": day["counts"],
            "count": day["count"],
            "why": day["why"],
            "agency": day["agency"],
            "agency_name": self.names.agency(day["agency"]),
            "calendar": day["calendar"],
            "name": day["name"],
            "decree": day["decree"],
            "paused": day["paused"],
            "extended_by": day["extended_by"],
            "text": self.text(ExplanationWriter.day, day, before),
        }

    def pause(self, pause: Told) -> ExplainedPause:
        return {
            "since": pause["since"],
            "until": pause["until"],
            "causes": pause["causes"],
            "ended_by": pause["ended_by"],
            "text": self.text(ExplanationWriter.pause, pause),
        }

    def extension(self, extension: Told) -> ExplainedExtension:
        return {
            "fact": extension["fact"],
            "at": extension["at"],
            "days": extension["days"],
            "unit": extension["unit"],
            **self.names.extender(extension["actor"]),
            "old_due_at": extension["old_due_at"],
            "old_due_on": extension["old_due_on"],
            "new_due_at": extension["new_due_at"],
            "new_due_on": extension["new_due_on"],
            "text": self.text(ExplanationWriter.extension, extension),
        }

    def move(self, move: Told) -> ExplainedMove:
        return {
            "fact": move["fact"],
            "at": move["at"],
            "cause": move["cause"],
            "calendar": move["calendar"],
            "decrees": move["decrees"],
            "old_due_at": move["old_due_at"],
            "old_due_on": move["old_due_on"],
            "new_due_at": move["new_due_at"],
            "new_due_on": move["new_due_on"],
            "text": self.text(ExplanationWriter.move, move),
        }

    def floor(self, floor: Told) -> ExplainedFloor:
        return {
            "fact": floor["fact"],
            "at": floor["at"],
            "not_before": floor["not_before"],
            "counted_on": floor["counted_on"],
            "text": self.text(ExplanationWriter.floor, floor),
        }
