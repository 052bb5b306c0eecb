"""The models in `records.tables` and the migrations define the same tables."""

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, NullPool, create_engine, make_url
from sqlmodel import SQLModel

import records.tables  # noqa: F401  # names the tables
from records.migrations.apply import migrate
from records.migrations.draft import MIGRATIONS, draft

# Each statement gives a name and PostgreSQL's own text of what has that name.
CATALOG = {
    "tables": """
        select relname, concat_ws(' ', relkind::text, relpersistence::text, reloptions::text) from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')""",
    "columns": """
        select format('%s.%s', attrelid::regclass, attname),
               concat_ws(' ', format_type(atttypid, atttypmod), case when attnotnull then 'not null' end,
                         'collate ' || nullif(attcollation, 0)::regcollation,
                         'default ' || pg_get_expr(adbin, adrelid),
                         'generated ' || nullif(attgenerated::text, ''),
                         'identity ' || nullif(attidentity::text, ''),
                         'storage ' || attstorage::text,
                         'compression ' || nullif(attcompression::text, ''))
        from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
        join pg_class as c on c.oid = attrelid
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f') and attnum > 0
          and not attisdropped""",
    "constraints": """
        select format('%s.%s', conrelid::regclass, conname), pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace and contype <> 'n'""",
    "indexes": """
        select format('%s.%s', tablename, indexname), indexdef from pg_indexes where schemaname = 'public'""",
}


@pytest.fixture(scope="module")
def created(make_database: Callable[[str], str]) -> str:
    """The URL of a database with the tables as the models alone make them."""
    made = make_database("created_from_the_models")
    SQLModel.metadata.create_all(_engine(made))
    return made


def _engine(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)


def _catalog(url: str, kind: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        found: list[tuple[str, str]] = connection.execute(CATALOG[kind]).fetchall()
    return {name: text for name, text in found if not name.startswith("alembic_version")}


def _differences(migrated: str, created: str, kind: str) -> list[str]:
    theirs, ours = _catalog(migrated, kind), _catalog(created, kind)
    return [
        f"{name}: the migrations make {theirs.get(name)!r}, the models {ours.get(name)!r}"
        for name in sorted(theirs.keys() | ours.keys())
        if theirs.get(name) != ours.get(name)
    ]


def test_alembic_finds_no_difference_between_the_models_and_the_migrations(database: str) -> None:
    with _engine(database).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.parametrize("kind", CATALOG)
def test_models_and_migrations_make_the_same(database: str, created: str, kind: str) -> None:
    """What Alembic can't compare, too: checks, predicates and expressions of indexes, included columns."""
    assert _catalog(database, kind), "there is something to compare"
    assert not (found := _differences(database, created, kind)), "\n".join(found)


def test_a_difference_is_named(created: str, fresh_database: str) -> None:
    with psycopg.connect(fresh_database) as connection:
        connection.execute("alter table accesses drop constraint accesses_index_check")
        connection.execute("alter table tasks add column colour text")
        connection.execute(
            "drop index messages_leaving; create index messages_leaving on messages (leaves_at, id)"
        )
    found = [difference for kind in CATALOG for difference in _differences(fresh_database, created, kind)]
    assert [difference.split(":")[0] for difference in found] == [
        "tasks.colour",
        "accesses.accesses_index_check",
        "messages.messages_leaving",
    ]
    assert found[1].endswith("the migrations make None, the models 'CHECK ((index > 0))'")


def test_a_migration_is_drafted_from_what_the_models_have(fresh_database: str, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    with psycopg.connect(fresh_database) as connection:
        connection.execute("alter table accounts drop column email; drop index lapses_by_instant")
    made = draft(fresh_database, "add_addresses", folder)
    latest = len(list((MIGRATIONS / "versions").glob("v*.py")))
    assert made == folder / "versions" / f"v{latest + 1:04}_add_addresses.py"
    code = made.read_text()
    assert f"down_revision = '{latest:04}'" in code
    assert "op.add_column('accounts', sa.Column('email', sa.Text(), nullable=True))" in code
    assert "op.create_index('lapses_by_instant', 'lapses', ['at', 'agency', 'unit', 'stage']" in code
    assert code.count("op.") == 2


@pytest.mark.parametrize("name", ["", "Add", "add it", "../x", "0add"])
def test_a_migration_needs_a_name_that_a_module_can_have(name: str) -> None:
    with pytest.raises(ValueError, match="lowercase words"):
        draft("", name)


def test_the_migrations_are_one_line_without_gaps() -> None:
    config = Config()
    config.set_main_option("script_location", str(files("records") / "migrations"))
    revisions = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    assert revisions[::-1] == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    versions = files("records") / "migrations" / "versions"
    assert len(revisions) == sum(each.name.endswith(".py") for each in versions.iterdir())


def test_migrating_again_does_nothing(database: str) -> None:
    migrate(database)
