"""The ledger over all facts: what waits to be logged, what is, the tree's hashes, and what was signed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, text


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

    index: int = Field(primary_key=True, sa_type=BigInteger)
    report: str = text()
    number: int
    digest: str = text()
    recorded_at: datetime = instant()


class LedgerTile(SQLModel, table=True):
    """Up to 256 neighbouring hashes of one level of the tree, 32 bytes each; it only grows."""

    __tablename__ = "ledger_tiles"

    level: int = Field(primary_key=True)
    index: int = Field(primary_key=True, sa_type=BigInteger)
    hashes: bytes = Field(sa_type=LargeBinary)


class LedgerHead(SQLModel, table=True):
    """A signed head, `head` being a `evidence.ledger.heads.Head`; append-only."""

    __tablename__ = "ledger_heads"

    size: int = Field(primary_key=True, sa_type=BigInteger)
    head: dict[str, Any] = document()


class LedgerKey(SQLModel, table=True):
    """A public key that the log was or is signed by, in hex, with the `evidence.ledger.keys.Rotation` that
    announced it; append-only."""

    __tablename__ = "ledger_keys"

    position: int = Field(primary_key=True)
    public: str = text(unique=True)
    rotation: dict[str, Any] | None = document()
