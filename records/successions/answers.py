"""The shapes in which acts of succession are told, by routes and by commands."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from fields.answer_fields import (
    AccountId,
    AgencyCode,
    Answer,
    Day,
    Digest,
    Instant,
    PersonName,
    TrackingNumber,
    UnitCode,
    Zone,
)
from records.successions.acts import Kind, State
from records.successions.transfers import Outcome
from workflows.procedure.model.enums import ClockName, Role, Stage
from workflows.procedure.model.vacancy import VacancyReason

ActNumber = Annotated[str, Field(description="The act's number", examples=["PERDA 1/2026"])]
PlaceName = Annotated[str, Field(examples=["Dinas Pelayanan Terpadu"])]


class HeldAnswer(Answer):
    """How many open reports the predecessor holds in a stage; `unit` had them last, null where none had."""

    unit: UnitCode | None
    stage: Stage
    reports: int


class LostPlaceAnswer(Answer):
    """An active account whose agency or unit ends. `tasks` counts the open tasks that name it: these go to
    everybody of the successor's office."""

    username: Annotated[str, Field(examples=["penghubung.bandung"])]
    name: PersonName
    role: Role
    unit: UnitCode | None
    tasks: int


class VacantOfficeAnswer(Answer):
    """An office of the successor that nobody would hold."""

    role: Role
    agency: AgencyCode | None
    unit: UnitCode | None
    reason: VacancyReason


class MovedClockAnswer(Answer):
    """How many clocks of a name would be due at another instant."""

    clock: ClockName
    earlier: int
    later: int


class NamedMoveAnswer(Answer):
    """One of them, with its due day before and after."""

    tracking_number: TrackingNumber
    clock: ClockName
    instance: int
    old_due_at: Instant
    old_due_on: Day
    new_due_at: Instant
    new_due_on: Day


class LeftBehindAnswer(Answer):
    """What stays with the accounts and offices that lose their place: unsent drafts upon reports that move,
    saved views, answer templates, and addresses of calendar feeds."""

    drafts: int
    views: int
    templates: int
    feeds: int


class ActAnswer(Answer):
    """An act. `successor` is the agency that holds the reports afterwards; null is the centre. `units` gives
    by the predecessor's units the successor's, null for none. One that renames has `name`."""

    kind: Kind
    number: ActNumber
    agency: AgencyCode
    unit: UnitCode | None
    successor: AgencyCode | None
    units: Mapping[str, str | None]
    name: PlaceName | None
    effective_on: Day


class PreviewAnswer(Answer):
    """What an act would do. `reopenable` counts closed reports that can still be reopened, and `moves` names
    some of the clocks that move. `name_now` is what the place is called before it."""

    act: ActAnswer
    name_now: PlaceName
    open: int
    held: list[HeldAnswer]
    reopenable: int
    accounts: list[LostPlaceAnswer]
    vacant: list[VacantOfficeAnswer]
    clocks: list[MovedClockAnswer]
    moves: list[NamedMoveAnswer]
    zone_before: Zone
    zone_after: Zone
    left_behind: LeftBehindAnswer
    digest: Digest
    """Of what is decided upon: send it as `expected`. It does not change as reports come and go."""


class ProgressAnswer(ActAnswer):
    """An act that was entered. Of `total` reports that it concerns `reached` are done, and of these
    `transferred` were moved; the others were over, or moved already. `failing` are tried again."""

    id: int
    state: State
    author: AccountId | None
    """Null for a command on a machine."""
    old_name: PlaceName | None
    made_at: Instant
    finished_at: Instant | None
    total: int
    reached: int
    transferred: int
    failing: int
    put_off_for: Annotated[str, Field(examples=["SuccessorGone"])] | None
    """Why all of it is put off; null where nothing went wrong."""


class TransferAnswer(Answer):
    """What came of one report. `unchanged`: it was over, or with somebody else already."""

    tracking_number: TrackingNumber
    outcome: Outcome
    reached_at: Instant | None
    attempts: int
    """How often it could not be reached."""
    reason: Annotated[str, Field(examples=["no_answer"])] | None
    due_at: Instant | None
    """When it is tried again."""
