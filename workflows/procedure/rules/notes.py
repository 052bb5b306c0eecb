"""Internal notes: what staff write for one another."""

from datetime import datetime

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.decisions import AddNote
from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.requests import DecisionRequest


def add_note(transcript: Transcript, request: DecisionRequest, decision: AddNote, at: datetime) -> None:
    """Adds a note for the staff of whoever holds the report; changes nothing and tells nobody.

    The fact names the holder: its `agency`, null for the centre, decides for good who reads the note
    (`reading.shows_note`, ADR 22).
    """
    holder = transcript.case.holding.custody[-1].agency
    transcript.add(FactKind.NOTED, at, text=decision.text.model_dump(), agency=holder)
