from importlib.resources import files

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, make_url
from sqlmodel import SQLModel

import records.tables  # noqa: F401  # names the tables
from records.migrations.apply import migrate


def test_the_classes_and_the_migrations_mean_the_same_tables(database: str) -> None:
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    options = {
        "include_object": lambda _thing, _name, kind, _reflected, _other: kind in {"table", "column"},
        "include_name": lambda name, kind, _parents: kind != "table" or name != "alembic_version",
    }
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata) == []


def test_the_migrations_are_one_line_without_gaps() -> None:
    config = Config()
    config.set_main_option("script_location", str(files("records") / "migrations"))
    revisions = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    assert revisions[::-1] == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    versions = files("records") / "migrations" / "versions"
    assert len(revisions) == sum(each.name.endswith(".py") for each in versions.iterdir())


def test_migrating_again_does_nothing(database: str) -> None:
    migrate(database)
