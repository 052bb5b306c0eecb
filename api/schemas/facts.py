"""A report's facts as those who serve are shown them: one by one, as a timeline, and the engine's history."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.common import Actor
from api.schemas.reports import State
from fields.answer_fields import Answer, Digest, Instant, Page, PersonName
from workflows.procedure.model.enums import FactKind


class FactOutside(Answer):
    """A fact by its outside: what happened when by whom."""

    number: int
    at: Annotated[Instant, Field(description="When it counts")]
    recorded_at: Annotated[Instant, Field(description="When it was written down")]
    actor: Actor
    kind: FactKind
    digest: Digest


class SealedFact(FactOutside):
    """A fact as its digest covers it: each text is only `{commitment, length}`."""

    data: Annotated[dict[str, Any], Field(description="What it says; each kind has its own fields")]
    previous: Digest


class OpenedFact(SealedFact):
    """A fact with its texts opened as far as you may read them."""

    actor_name: PersonName | None
    withheld: list[str]
    """Paths in `data` that are null because they are not yours to read."""
    erased: list[str]
    """Paths in `data` that are null because their key was destroyed."""


class Facts(Page):
    """A report's facts, oldest first; `?form=sealed` gives them sealed."""

    items: list[OpenedFact | SealedFact]


class TimelineEntry(FactOutside):
    """A fact by its outside, with the report's state just after it."""

    actor_name: PersonName | None
    state: State


class Timeline(Page):
    """Every fact that you may read, oldest first."""

    items: list[TimelineEntry]
    source: Literal["history", "archive", "record"]


class History(Answer):
    """The engine's own events of all runs, oldest first."""

    events: list[dict[str, Any]]
    """As Temporal writes them in JSON, each with its `runId`."""
    source: Literal["history", "archive"]
