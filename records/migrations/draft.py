"""Begins a migration, for developers: `make migration name=add_an_index`.

It writes `versions/vNNNN_NAME.py` with what the models in `records.tables` have and the migrations lack. Read
and complete it: Alembic sees no change of a check constraint or of an index' predicate, no trigger, function
or view, and takes a renamed column for a dropped and an added one.
"""

import re
import sys
import tempfile
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from sqlalchemy import NullPool, create_engine

from records.migrations.apply import migrate
from runtime.postgres import EmbeddedPostgres, wait_until_answers
from runtime.processes import end_program, launch_program

MIGRATIONS = Path(__file__).parent
NAME = re.compile(r"[a-z][a-z0-9_]{2,59}")
NO_NAME = "a migration's name is lowercase words with underscores: make migration name=add_an_index"


def draft(url: str, name: str, folder: Path = MIGRATIONS) -> Path:
    """Writes the difference between the database `url`, which is migrated, and the models as the next
    migration in `folder`; returns its file. Raises ValueError for a `name` that can't be one of a module."""
    if not NAME.fullmatch(name):
        raise ValueError(NO_NAME)
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    config.set_main_option("truncate_slug_length", "60")
    number = int(ScriptDirectory.from_config(config).get_current_head() or 0) + 1
    message = name.replace("_", " ").capitalize() + "."
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        made = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
    assert isinstance(made, Script), "one base makes one script"
    return Path(made.path)


def main(name: str) -> None:
    """Drafts on a PostgreSQL server that lives as long as this takes."""
    if not NAME.fullmatch(name):
        sys.exit(NO_NAME)
    with tempfile.TemporaryDirectory(prefix="tuntas-") as folder:
        server = EmbeddedPostgres(Path(folder) / "pg", options={"fsync": "off"})
        server.prepare()
        program = server.program()
        process = launch_program(program, Path(folder) / "postgres.log")
        try:
            wait_until_answers(server, process)
            url = server.make_database()
            migrate(url)
            draft(url, name)
        finally:
            end_program(process, program)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
