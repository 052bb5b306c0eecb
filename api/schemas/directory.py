"""The directory, what a change of it does, and who changed what."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.signing_in import VacatedTask
from fields.answer_fields import (
    AccountId,
    AgencyCode,
    AgencyName,
    Answer,
    Instant,
    Page,
    PersonName,
    TrackingNumber,
    UnitCode,
    UnitName,
)
from workflows.procedure.model.enums import Role

Username = Annotated[str, Field(examples=["penghubung.bandung"])]
EmailAddress = Annotated[str, Field(examples=["asep@bandung.invalid"])]
DirectoryValue = str | bool | None


class DirectoryAccount(Answer):
    """An account."""

    id: AccountId
    username: Username
    name: PersonName
    role: Role
    agency: AgencyCode | None
    agency_name: AgencyName | None
    unit: UnitCode | None
    unit_name: UnitName | None
    email: EmailAddress | None
    active: bool
    must_change_password: bool
    """It has a one-time password."""
    may_change: bool
    """Whether it is yours to change."""


class DirectoryAccounts(Page):
    """Accounts by username."""

    items: list[DirectoryAccount]


class ChangedField(Answer):
    """A column with its values."""

    column: str
    before: DirectoryValue
    after: DirectoryValue


class DirectoryLine(Answer):
    """What one line, or one entry, does."""

    line: int
    kind: Literal["agency", "unit", "account"]
    codes: list[str]
    """Of an agency its code, of a unit the agency's and its own, of an account its username."""
    done: Literal["added", "changed", "unchanged"]
    fields: list[ChangedField]


class OfficeTasks(Answer):
    """How many open tasks of an office are concerned."""

    owner_role: Role
    agency: AgencyCode | None
    unit: UnitCode | None
    tasks: int


class ReleasedTask(Answer):
    """An open task that names an officer who would no longer hold it; it becomes the colleagues'."""

    id: str
    tracking_number: TrackingNumber
    officer: AccountId
    owner_role: Role
    agency: AgencyCode | None
    unit: UnitCode | None


class DirectoryEffect(Answer):
    """What was done, or with `preview` would be done."""

    preview: bool
    digest: str
    """Of all of it: send it as `expected` to have done exactly this or nothing."""
    lines: list[DirectoryLine]
    vacated: list[OfficeTasks]
    """Open tasks that lose their last person, by office."""
    released: list[OfficeTasks]
    """Open tasks that name somebody who leaves, by office: they become the colleagues'."""
    vacated_tasks: list[VacatedTask]
    """Those whose reports you may read, 200 at most."""
    released_tasks: list[ReleasedTask]
    """The same."""


class OneTimePassword(Answer):
    """Told once. It has to be changed after signing in."""

    username: Username
    password: Annotated[str, Field(examples=["kq3m-8vwx-r2np-ye7t"])]


class DirectoryChangeNoted(Answer):
    """Who changed what, and when."""

    id: int
    at: Instant
    author: AccountId | None
    """Null for a command on a machine, and for setting up."""
    author_name: PersonName | None
    kind: Literal["agency", "unit", "account"]
    agency: AgencyCode | None
    code: str
    act: Literal["added", "changed"]
    changes: dict[str, list[Any]]
    """By column `[before, after]`. Of a password only that it is new: `one_time` or `own`."""


class DirectoryChanges(Page):
    """Changes, the newest first."""

    items: list[DirectoryChangeNoted]
