"""Who works where, under which calendar."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, false, func, true
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import boolean, document, identity, instant, integer, text


class Agency(SQLModel, table=True):
    """An agency (instansi); with `approval` its final answers need its supervisor's approval."""

    __tablename__ = "agencies"

    code: str = text(primary_key=True)
    name: str = text()
    region: str = text()
    approval: bool = boolean(server_default=false())
    active: bool = boolean(server_default=true())


class AgencyUnit(SQLModel, table=True):
    """A unit (unit/OPD) of an agency."""

    __tablename__ = "units"

    agency: str = text(primary_key=True, foreign_key="agencies.code")
    code: str = text(primary_key=True)
    name: str = text()
    active: bool = boolean(server_default=true())


class Account(SQLModel, table=True):
    """Somebody who signs in. `id` is opaque and for ever; facts name it, never `username` or `name`.

    Tokens issued before `password_changed_at` are void; it is null while the password is the one first given.
    So are those issued before `signed_out_at`, which a trigger sets whenever role, agency or unit change and
    the account is disabled or enabled. With `must_change_password` the password is a one-time one.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        ForeignKeyConstraint(["agency", "unit"], ["units.agency", "units.code"]),
        Index(
            "accounts_active",
            "role",
            sql("coalesce(agency, '')"),
            "unit",
            postgresql_where=sql("disabled_at is null"),
        ),
    )

    id: str = text(primary_key=True)
    username: str = text(unique=True)
    name: str = text()
    role: str = text()
    agency: str | None = text(foreign_key="agencies.code")
    unit: str | None = text()
    email: str | None = text()
    password_hash: str | None = text()
    disabled_at: datetime | None = instant()
    password_changed_at: datetime | None = instant()
    signed_out_at: datetime | None = instant()
    must_change_password: bool = boolean(server_default=false())


class Calendar(SQLModel, table=True):
    """The calendar snapshots of a region, or of an agency, whose code `region` then is; versions count from
    1 per code and are never changed. `act` on `decree` is what made a version: see
    `records.decrees.stored_calendars`."""

    __tablename__ = "calendars"
    __table_args__ = (CheckConstraint("version > 0"),)

    region: str = text(primary_key=True)
    version: int = Field(primary_key=True)
    snapshot: dict[str, Any] = document()
    created_at: datetime = instant(server_default=now())
    act: str = text(server_default="renewed")
    decree: str | None = text()


class VacancyRow(SQLModel, table=True):
    """An open task that nobody was left to do, from when it was found until that was over. Its report is told
    once, at `told_at`; after a failure, whose kind is `error`, it is tried again at `due_at`."""

    __tablename__ = "vacancies"
    __table_args__ = (
        Index("vacancies_open", "task", unique=True, postgresql_where=sql("ended_at is null")),
        Index(
            "vacancies_untold", "due_at", "id", postgresql_where=sql("ended_at is null and told_at is null")
        ),
    )

    id: int | None = identity(always=True)
    report: str = text()
    task: str = text()
    owner_role: str = text()
    agency: str | None = text()
    unit: str | None = text()
    reason: str = text()
    found_at: datetime = instant()
    ended_at: datetime | None = instant()
    told_at: datetime | None = instant()
    attempts: int = integer(server_default="0")
    due_at: datetime = instant()
    error: str | None = text()


class DirectoryChange(SQLModel, table=True):
    """What triggers note of each change of an agency, a unit or an account (`kind`): which columns had which
    values `[before, after]`, and which account was its `author`, null for commands and setting up. An account
    is noted with the agency that it comes to; of a password only that it is new."""

    __tablename__ = "directory_changes"
    __table_args__ = (
        Index("directory_changes_of_one", "kind", "code", "id"),
        Index("directory_changes_of_agency", "agency", "id", postgresql_where=sql("agency is not null")),
    )

    id: int | None = identity(always=True)
    at: datetime = instant(server_default=func.clock_timestamp())
    author: str | None = text()
    kind: str = text()
    agency: str | None = text()
    code: str = text()
    act: str = text()
    changes: dict[str, Any] = document()


class DirectoryVersion(SQLModel, table=True):
    """One row, counted up by triggers whenever agencies, units, accounts or calendars change."""

    __tablename__ = "directory_version"
    __table_args__ = (CheckConstraint("sole"),)

    sole: bool = boolean(primary_key=True, server_default=true())
    version: int
