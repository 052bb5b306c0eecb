"""Brings the schema up to date; whoever else starts at the same time waits, then finds it done."""

from importlib.resources import files

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from records.advisory_locks import AdvisoryLock


def migrate(url: str) -> None:
    """Runs the migrations that `url`'s database lacks. Raises psycopg's errors."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    try:
        _migrate(engine)
    except DBAPIError as error:
        raise (error.orig or error) from None


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        # In SQL: function
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": AdvisoryLock.MIGRATIONS.value})
        connection.commit()  # the lock belongs to the session; each migration gets a transaction of its own
        _upgrade(connection)
        connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": AdvisoryLock.MIGRATIONS.value})


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("records") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
