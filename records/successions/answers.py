"""The shapes in which acts of succession are told, by routes and by commands."""

from collections.abc import Mapping
from typing import Literal, TypedDict


class HeldAnswer(TypedDict):
    """How many open reports the predecessor holds in a stage; `unit` had them last, null where none had."""

    unit: str | None
    stage: str
    reports: int


class LostPlaceAnswer(TypedDict):
    """An active account whose agency or unit ends. `tasks` counts the open tasks that name it: these go to
    everybody of the successor's office."""

    username: str
    name: str
    role: str
    unit: str | None
    tasks: int


class VacantOfficeAnswer(TypedDict):
    """An office of the successor that nobody would hold."""

    role: str
    agency: str | None
    unit: str | None
    reason: str


class MovedClockAnswer(TypedDict):
    """How many clocks of a name would be due at another instant."""

    clock: str
    earlier: int
    later: int


class NamedMoveAnswer(TypedDict):
    """One of them, with its due day before and after."""

    tracking_number: str
    clock: str
    instance: int
    old_due_at: str
    old_due_on: str
    new_due_at: str
    new_due_on: str


class ActAnswer(TypedDict):
    """An act. `successor` is the agency that holds the reports afterwards; null is the centre. `units` gives
    by the predecessor's units the successor's, null for none."""

    number: str
    agency: str
    unit: str | None
    successor: str | None
    units: Mapping[str, str | None]
    effective_on: str


class PreviewAnswer(TypedDict):
    """What an act would do. `reopenable` counts closed reports that can still be reopened."""

    act: ActAnswer
    open: int
    held: list[HeldAnswer]
    reopenable: int
    accounts: list[LostPlaceAnswer]
    vacant: list[VacantOfficeAnswer]
    clocks: list[MovedClockAnswer]
    moves: list[NamedMoveAnswer]
    zone_before: str
    zone_after: str


class ProgressAnswer(ActAnswer):
    """An act that was entered. Of `total` reports that it concerns `reached` are done, and of these
    `transferred` were moved; the others were over, or moved already. `failing` are tried again."""

    state: Literal["waiting", "running", "finished"]
    made_at: str
    finished_at: str | None
    total: int
    reached: int
    transferred: int
    failing: int
