"""What a decision would cause, as whoever is about to send it reads it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from texts.formats import InBoth, both, format_day, format_english_day
from texts.timeline import OUTCOMES
from workflows.procedure.outputs.names import CENTRE, CENTRE_IN_ENGLISH

NOTHING_MOVES = both(
    "Tahap dan tenggat laporan tidak berubah.", "Neither the stage nor a deadline of the report changes."
)
NOT_AGAIN = both(
    "Sesudah itu laporan tidak dapat dibuka kembali.", "After that the report can't be reopened."
)
DATED = frozenset({"starts", "resumes", "moves"})
"""The effects on a clock after which it has a day that is new to the reader."""


def describe_preview(preview: Mapping[str, Any]) -> list[InBoth]:
    """The preview (`api.schemas.previews.PreviewedDecision`) in sentences; never none."""
    told = [_closing(preview)] if preview["closes"] else []
    if preview["closes"] and preview["final"]:
        told.append(NOT_AGAIN)
    if not preview["closes"] and preview["after"]["stage"] != preview["before"]["stage"]:
        told.append(_stage(preview["after"]))
    told += [_clock(each) for each in preview["clocks"] if each["effect"] in DATED and each["due_on_after"]]
    told += [_still(each) for each in preview["clocks"] if each["effect"] == "pauses"]
    return told or [NOTHING_MOVES]


def _closing(preview: Mapping[str, Any]) -> InBoth:
    outcome = OUTCOMES[preview["outcome"]]
    return both(f"Laporan ditutup: {outcome['id']}.", f"The report is closed: {outcome['en']}.")


def _stage(after: Mapping[str, Any]) -> InBoth:
    stage = after["stage_label"]
    owner = after["owner"]
    if owner is None:
        return both(f"Laporan berpindah ke tahap: {stage['id']}.", f"The report moves to: {stage['en']}.")
    place = owner["unit_name"] or owner["agency_name"]
    return both(
        f"Laporan berpindah ke tahap {stage['id'].lower()}, pada {place or CENTRE}.",
        f"The report moves to {stage['en'].lower()}, at {place or CENTRE_IN_ENGLISH}.",
    )


def _clock(clock: Mapping[str, Any]) -> InBoth:
    day = date.fromisoformat(clock["due_on_after"])
    name = clock["label"]
    return both(
        f"Tenggat {name['id']}: sampai {format_day(day)}.",
        f"The deadline for {name['en']}: until {format_english_day(day)}.",
    )


def _still(clock: Mapping[str, Any]) -> InBoth:
    name = clock["label"]
    return both(
        f"Tenggat {name['id']} berhenti sementara.", f"The deadline for {name['en']} stands still for now."
    )
