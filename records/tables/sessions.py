"""Who is signed in by a browser."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import identity, instant, text


class SessionRow(SQLModel, table=True):
    """A session of an account, or of the reporter of one report, whose PIN `pin` is a keyed hash of. `secret`
    is the SHA-256 of what the browser holds. A trigger deletes an account's sessions when its password, role
    or office change, and when it is disabled or enabled. `used_at` is written once a minute at most."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint(
            "(account is null) = (report is not null) and (report is null) = (pin is null)",
        ),
        Index("sessions_of_account", "account", postgresql_where=sql("account is not null")),
    )

    id: int | None = identity(always=True)
    secret: str = text(unique=True)
    account: str | None = text(foreign_key="accounts.id")
    report: str | None = text()
    pin: str | None = text()
    started_at: datetime = instant(server_default=now())
    used_at: datetime = instant(server_default=now())
    ends_at: datetime = instant()
    browser: str = text()


class SignInRow(SQLModel, table=True):
    """When an account last signed in, by a browser or for a token; kept when its sessions end."""

    __tablename__ = "sign_ins"

    account: str = text(primary_key=True, foreign_key="accounts.id")
    at: datetime = instant(server_default=now())
