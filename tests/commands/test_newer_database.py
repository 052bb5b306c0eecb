"""`tuntas setup` of a release that is older than the database."""

import psycopg

from runtime.ports import free_port
from runtime.settings import Settings
from tests import alone
from tests.commands.conftest import Tuntas, told

temporal_client, engine = alone.temporal_client, alone.engine


def test_setup_says_in_one_line_that_the_database_is_newer_and_changes_nothing(
    prepared: None, settings: Settings, tuntas: Tuntas, engine: dict[str, str]
) -> None:
    with psycopg.connect(settings.database_url, autocommit=True) as database:
        (own,) = database.execute("select version_num from alembic_version").fetchall()
        database.execute("update alembic_version set version_num = 'v9999_later'")
        database.execute("delete from known_secrets")
        # Nobody is at Temporal's address: a setup that asked there first would say so.
        code, said = told(tuntas("setup", TEMPORAL_ADDRESS=f"127.0.0.1:{free_port()}"))
        assert code == 64, said
        assert said.splitlines() == [
            "tuntas: the database is newer than this release, which does not know its revision v9999_later;"
            " run the release that migrated it, or a later one"
        ]
        assert database.execute("select version_num from alembic_version").fetchall() == [("v9999_later",)]
        assert database.execute("select name from known_secrets").fetchall() == []
        database.execute("update alembic_version set version_num = %s", own)
        code, said = told(tuntas("setup", **engine))
        assert (code, "Temporal:" in said) == (0, True), said
