"""Audits: the replays of many reports that somebody began, and what came of each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, integer, text


class AuditRow(SQLModel, table=True):
    """What `account` chose to have replayed, and why. `selection` is a `evidence.replay.selection.Selection`;
    `sample` says how many of these reports, null for all. `chosen_at` is when its reports were all listed.
    `stop_code` says why it was stopped where nobody did.

    Of `total` reports so many were `replayed`, of which so many are `identical`, and others differ:
    `differing` counts these by verdict. So many `failed`: they could not be judged. `done_at` is the last
    verdict's."""

    __tablename__ = "audits"
    __table_args__ = (Index("audits_by_age", "made_at"),)

    id: str = text(primary_key=True)
    account: str = text(foreign_key="accounts.id")
    reason: str = text()
    selection: dict[str, Any] = document()
    sample: int | None = integer()
    made_at: datetime = instant(server_default=now())
    chosen_at: datetime | None = instant()
    stopped_at: datetime | None = instant()
    stop_code: str | None = text()
    total: int = integer(server_default="0")
    replayed: int = integer(server_default="0")
    identical: int = integer(server_default="0")
    failed: int = integer(server_default="0")
    differing: dict[str, int] = document(server_default="{}")
    done_at: datetime | None = instant()


class AuditReportRow(SQLModel, table=True):
    """One report of an audit. `verdict` is null until it is judged; `result` is then a
    `evidence.replay.findings.Verdict`, and `code` what judged it: version and commit. `away` says why it
    could not be judged when it was last tried."""

    __tablename__ = "audit_reports"
    __table_args__ = (
        Index("audit_reports_waiting", "audit", "due_at", postgresql_where=sql("verdict is null")),
    )

    audit: str = Field(
        sa_type=Text, primary_key=True, sa_column_args=[ForeignKey("audits.id", ondelete="CASCADE")]
    )
    report: str = text(primary_key=True)
    verdict: str | None = text()
    result: dict[str, Any] | None = document()
    code: dict[str, Any] | None = document()
    away: str | None = text()
    attempts: int = integer(server_default="0")
    due_at: datetime = instant(server_default=now())
    done_at: datetime | None = instant()
