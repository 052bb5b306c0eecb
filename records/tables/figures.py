"""Figures: what each report counts as, the counters that this adds up to, and the reports still to count."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import document, identity, instant, text


class FigureDue(SQLModel, table=True):
    """A report that has new facts, or facts that were superseded, since it was counted. Append-only, and
    without a key that two writers could share, so that those who record facts never wait for one another."""

    __tablename__ = "figure_dues"

    id: int | None = identity(always=True)
    report: str = text()
    queued_at: datetime = instant(server_default=now())


class FigureEntry(SQLModel, table=True):
    """One `workflows.procedure.outputs.figures.entries.Entry` of a report: a stay in a status from `day`
    until just before `until`, or an event on `day`."""

    __tablename__ = "figure_entries"
    __table_args__ = (
        Index("figure_entries_of_report", "report"),
        Index("figure_entries_by_day", "day", "id"),
        Index("figure_entries_by_measure", "measure", "day", "id"),
        Index("figure_entries_of_agency", "agency", "measure", "day", "id"),
    )

    id: int | None = identity(always=True)
    report: str = text()
    measure: str = text()
    day: date
    until: date | None
    value: int | None
    agency: str | None = text()
    unit: str | None = text()
    province: str | None = text()
    report_class: str = Field(sa_column=Column("class", Text, nullable=False))
    category: str | None = text()
    channel: str = text()


class FigureCount(SQLModel, table=True):
    """What the entries of one scope add up to in one day or month that begins on `starts_on`, all of them or
    those of one class, category or channel (`dimension` and `value`).

    `counts` has, by measure, how many events there were, or by how much the reports in a status became more;
    `measure:value` is the same of those with that value.
    """

    __tablename__ = "figure_counts"
    __table_args__ = (CheckConstraint("grain in ('day', 'month')"),)

    scope: str = text(primary_key=True)
    dimension: str = text(primary_key=True)
    grain: str = text(primary_key=True)
    starts_on: date = Field(primary_key=True)
    value: str = text(primary_key=True)
    counts: dict[str, Any] = document()
