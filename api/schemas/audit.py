"""Replays and exports."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, with_config

from api.schemas.common import Phrase
from evidence.replay.findings import Kind, Source
from fields.answer_fields import Answer, TrackingNumber


class Finding(Answer):
    """One difference, and where it is. `code` says what differs, closer than `kind`; `message` says it in
    English, and `text` in both languages."""

    kind: Kind
    code: Annotated[str, Field(examples=["fact_changed"])]
    message: Annotated[str, Field(examples=["the fact has another digest"])]
    text: Phrase
    run: int | None
    event: int | None
    fact: int | None
    field: str | None


class ReplayVerdict(Answer):
    """What came of carrying a report's history out again."""

    report: TrackingNumber
    verdict: Literal["identical"] | Kind
    source: Source | None
    facts: int
    events: int
    first: Finding | None
    all: list[Finding]


class EventLog(Answer):
    """An event log for process mining, by the published schema of OCEL 2.0 (JSON)."""

    eventTypes: list[dict[str, Any]]  # noqa: N815  # the standard's names
    objectTypes: list[dict[str, Any]]  # noqa: N815
    events: list[dict[str, Any]]
    objects: list[dict[str, Any]]


@with_config(ConfigDict(extra="allow"))
class Provenance(Answer):
    """A document of W3C PROV-JSON: these fields, and its relations by kind, where there are any."""

    prefix: dict[str, str]
    entity: dict[str, Any]
