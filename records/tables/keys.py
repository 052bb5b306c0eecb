"""Secrets around a report: its key, and how often its PIN was guessed; what else is counted and limited."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, integer, text


class ReportKeyRow(SQLModel, table=True):
    """A report's key under the master key; `wrapped` is null once destroyed."""

    __tablename__ = "report_keys"
    __table_args__ = (
        CheckConstraint("(wrapped is null) = (destroyed_at is not null)"),
        Index("report_keys_destroyed", "destroyed_at", postgresql_where=sql("destroyed_at is not null")),
    )

    report: str = text(primary_key=True)
    key_id: str = text(unique=True)
    wrapped: bytes | None = Field(sa_type=LargeBinary)
    created_at: datetime = instant(server_default=now())
    destroyed_at: datetime | None = instant()


class PinFailures(SQLModel, table=True):
    """Wrong PINs for a report since the last right one; `report` is its number, or the key of the number
    together with an address from which it was opened before."""

    __tablename__ = "pin_failures"

    report: str = text(primary_key=True)
    failures: int
    last_at: datetime = instant()


class ReportPin(SQLModel, table=True):
    """Which PINs open a report, where it is not the first one alone: `version` and, until somebody has used
    it, the newer one that was sent to the reporter, `sent`. `changed_at` is when either last changed."""

    __tablename__ = "report_pins"
    __table_args__ = (Index("report_pins_changed", "changed_at"),)

    report: str = text(primary_key=True)
    version: int = integer(server_default="1")
    sent: int | None = integer()
    changed_at: datetime = instant(server_default=now())


class ReportContact(SQLModel, table=True):
    """By which e-mail address and telephone number a report is found, each as a keyed hash; deleted with the
    report's key. `facts` is the number of the fact that told it (`records.reports.contact_index`)."""

    __tablename__ = "report_contacts"
    __table_args__ = (
        Index("report_contacts_email", "email", postgresql_where=sql("email is not null")),
        Index("report_contacts_phone", "phone", postgresql_where=sql("phone is not null")),
    )

    report: str = text(primary_key=True)
    email: str | None = text()
    phone: str | None = text()
    facts: int = integer()


class LimitWindow(SQLModel, table=True):
    """How often something was done lately: by twentieths of its window, under a hash of who or from where."""

    __tablename__ = "limit_windows"
    __table_args__ = (Index("limit_windows_until", "until"),)

    key: str = text(primary_key=True)
    slots: dict[str, int] = document()
    until: datetime = instant()


class KnownSource(SQLModel, table=True):
    """An account or report, and an address from which it was opened rightly, hashed together."""

    __tablename__ = "known_sources"
    __table_args__ = (Index("known_sources_until", "until"),)

    key: str = text(primary_key=True)
    until: datetime = instant()


class KnownSecret(SQLModel, table=True):
    """The fingerprint of a secret that the installation was set up with."""

    __tablename__ = "known_secrets"

    name: str = text(primary_key=True)
    fingerprint: str = text()
    noted_at: datetime = instant(server_default=now())
