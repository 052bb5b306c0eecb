"""Open data: the sets that were published, which never change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, integer, text


class OpenDataSet(SQLModel, table=True):
    """One version of a month's set. `files` has the text of each file by its name, `digests` its SHA-256.

    `rounded` has the published numbers by measure, for a later version to be compared with. `seed` is what
    its draws come from, the same for all versions of a month: it never leaves the record.
    """

    __tablename__ = "open_data_sets"

    month: date = Field(primary_key=True)
    version: int = integer(primary_key=True)
    reason: str | None = text()
    published_at: datetime = instant(server_default=now())
    seed: bytes = Field(sa_type=LargeBinary)
    rounded: dict[str, Any] = document()
    files: dict[str, Any] = document()
    digests: dict[str, Any] = document()
