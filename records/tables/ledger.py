"""The ledger over all facts: what waits to be logged, what is, the tree's hashes, and what was signed."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, Index, LargeBinary, UniqueConstraint, event
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from records.tables.columns import bigint, document, instant, integer, text


class LedgerDue(SQLModel, table=True):
    """A fact that is still to be logged; it is named here as soon as it is recorded."""

    __tablename__ = "ledger_due"

    recorded_at: datetime = instant(primary_key=True)
    report: str = text(primary_key=True)
    number: int = Field(primary_key=True)
    digest: str = text(primary_key=True)


class LedgerLeaf(SQLModel, table=True):
    """A fact's place in the log, counted from 0; append-only, also where the fact is superseded after all."""

    __tablename__ = "ledger_leaves"
    __table_args__ = (
        CheckConstraint("index >= 0"),
        UniqueConstraint("report", "number", "digest"),
        Index("ledger_leaves_by_digest", sql('"left"(digest, 16)')),
    )

    index: int = bigint(primary_key=True)
    report: str = text()
    number: int
    digest: str = text()
    recorded_at: datetime = instant()


class LedgerTile(SQLModel, table=True):
    """Up to 256 neighbouring hashes of one level of the tree, 32 bytes each; it only grows."""

    __tablename__ = "ledger_tiles"
    __table_args__ = (
        CheckConstraint("level >= 0"),
        CheckConstraint("index >= 0"),
        CheckConstraint("length(hashes) between 32 and 8192 and length(hashes) % 32 = 0"),
    )

    level: int = Field(primary_key=True)
    index: int = bigint(primary_key=True)
    hashes: bytes = Field(sa_type=LargeBinary)


# Hashes don't compress. SQLAlchemy has no word for a column's storage.
event.listen(
    SQLModel.metadata.tables["ledger_tiles"],
    "after_create",
    DDL("alter table ledger_tiles alter column hashes set storage external"),  # type: ignore[no-untyped-call]
)


class LedgerHead(SQLModel, table=True):
    """A signed head, `head` being a `evidence.ledger.heads.Head`; append-only."""

    __tablename__ = "ledger_heads"
    __table_args__ = (
        CheckConstraint("size >= 0"),
        CheckConstraint("(head->>'size')::bigint = size"),
        Index("ledger_heads_by_day", sql("(head->>'day')"), "size"),
        Index("ledger_heads_by_root", sql("(head->>'root')")),
    )

    size: int = bigint(primary_key=True)
    head: dict[str, Any] = document()


class LedgerKey(SQLModel, table=True):
    """A public key that the log was or is signed by, in hex, with the `evidence.ledger.keys.Rotation` that
    announced it; append-only."""

    __tablename__ = "ledger_keys"
    __table_args__ = (
        CheckConstraint("position >= 0"),
        CheckConstraint("(position = 0) = (rotation is null)"),
    )

    position: int = integer(primary_key=True)
    public: str = text(unique=True)
    rotation: dict[str, Any] | None = document()
