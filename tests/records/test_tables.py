from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, make_url
from sqlmodel import SQLModel

import records.tables  # noqa: F401  # names the tables
from records.migrate import migrate


def test_the_classes_and_the_migrations_mean_the_same_tables(database: str) -> None:
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    options = {
        "include_object": lambda _thing, _name, kind, _reflected, _other: kind in {"table", "column"},
        "include_name": lambda name, kind, _parents: kind != "table" or name != "alembic_version",
    }
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata) == []


def test_migrating_again_does_nothing(database: str) -> None:
    migrate(database)
