"""Texts that staff answer with again and again."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import bigint, identity, instant, integer, text


class AnswerTemplateRow(SQLModel, table=True):
    """A template: one person's, `account`, or else that of `agency` and `unit`; both null for the centre, the
    unit alone for the whole agency. `version` is the current one. From `retired_at` on nobody is offered it.
    Who used it is recorded nowhere."""

    __tablename__ = "answer_templates"
    __table_args__ = (
        CheckConstraint("account is null or (agency is null and unit is null)"),
        CheckConstraint("unit is null or agency is not null"),
        Index("answer_templates_of_account", "account", postgresql_where=sql("account is not null")),
        Index("answer_templates_of_office", "agency", "unit", postgresql_where=sql("account is null")),
    )

    id: int | None = identity(always=True)
    account: str | None = text(foreign_key="accounts.id")
    agency: str | None = text()
    unit: str | None = text()
    version: int = integer(server_default="1")
    retired_at: datetime | None = instant()


class AnswerTemplateVersionRow(SQLModel, table=True):
    """What a template said from `written_at` on, and who wrote it; `category` null fits every report."""

    __tablename__ = "answer_template_versions"

    template: int = bigint(primary_key=True, foreign_key="answer_templates.id")
    version: int = integer(primary_key=True)
    name: str = text()
    category: str | None = text()
    content: str = text()
    written_by: str = text(foreign_key="accounts.id")
    written_at: datetime = instant(server_default=now())
