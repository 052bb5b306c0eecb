"""Brings the schema up to date; whoever else starts at the same time waits, then finds it done."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from records.advisory_locks import AdvisoryLock


class DatabaseNewer(Exception):
    """The database has a revision that this release does not know: a newer release has migrated it."""


def migrate(url: str) -> None:
    """Runs the migrations that `url`'s database lacks. Raises DatabaseNewer, having changed nothing, or
    psycopg's errors."""
    with _connection(url) as connection:
        # In SQL: function
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": AdvisoryLock.MIGRATIONS.value})
        connection.commit()  # the lock belongs to the session; each migration gets a transaction of its own
        _require_known(connection)
        command.upgrade(_config(connection), "head")
        connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": AdvisoryLock.MIGRATIONS.value})


def require_known_revision(url: str) -> None:
    """Raises DatabaseNewer where `url`'s database is newer than this release, or psycopg's errors."""
    with _connection(url) as connection:
        _require_known(connection)


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise (error.orig or error) from None


def _require_known(connection: Connection) -> None:
    known = {each.revision for each in ScriptDirectory.from_config(_config(connection)).walk_revisions()}
    found: set[str] = set()
    # In SQL: function
    if connection.scalar(text("select to_regclass('alembic_version')")) is not None:
        found = set(connection.scalars(text("select version_num from alembic_version")))
    connection.rollback()  # ends the transaction that reading began
    if unknown := found - known:
        raise DatabaseNewer(
            f"the database is newer than this release, which does not know its revision"
            f" {', '.join(sorted(unknown))}; run the release that migrated it, or a later one"
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("records") / "migrations"))
    config.attributes["connection"] = connection
    return config
