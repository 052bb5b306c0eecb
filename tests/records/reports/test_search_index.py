"""The search index: what each reader is shown, hashed; and the migration to it."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine, make_url

from records.keys.report_key import LocalWrapper
from records.migrations.apply import migrate
from runtime.postgres import EmbeddedPostgres
from workflows.procedure.rules.versions import Version, list_versions

PLAIN = "Kesaksian rahasia tentang Hardjosoekarto"


def fact(kind: str, agency: str | None = None, **data: Any) -> dict[str, Any]:
    return {"kind": kind, "actor": {"agency": agency} if agency else {}, "data": data}


def forwarded(agency: str, name: str) -> dict[str, Any]:
    return {"kind": "forwarded", "actor": {}, "data": {"agency": agency, **version(name)}}


def version(name: str) -> dict[str, Any]:
    return {"title": {"of": f"title {name}"}, "text": {"of": f"text {name}"}}


def shown(found: dict[str, Version]) -> dict[str, str]:
    return {reader: each.text["of"].removeprefix("text ") for reader, each in found.items() if each.text}


@pytest.mark.parametrize(("anonymous", "own"), [(True, "released"), (False, "corrected")])
def test_each_reader_has_the_version_that_they_are_shown(*, anonymous: bool, own: str) -> None:
    told = [
        fact("submitted", anonymous=anonymous, **version("submitted")),
        forwarded("a", "released"),
    ]
    assert shown(list_versions(told, "a", [])) == {"": "released", "a": "released"}
    told.append(fact("corrected", text={"of": "text corrected"}))
    assert shown(list_versions(told, "a", [])) == {"": "corrected", "a": own}
    assert list_versions(told, "a", [])[""].title == {"of": "title released"}
    told.append(fact("declined", "a"))
    told.append(forwarded("b", "second"))
    assert shown(list_versions(told, "b", ["a"])) == {"": "second", "a": own, "b": "second"}
    told.append(forwarded("a", "third"))
    assert shown(list_versions(told, "a", [])) == {"": "third", "a": "third"}
    told.append(fact("corrected", "a", text={"of": "text own"}))
    assert shown(list_versions(told, "a", [])) == {"": "own", "a": "own"}
    assert shown(list_versions(told[:1], None, [])) == {"": "submitted"}


def test_keys_for_other_purposes_and_of_other_masters_differ() -> None:
    wrapper = LocalWrapper(b"m" * 32)
    assert wrapper.derived("search index") == LocalWrapper(b"m" * 32).derived("search index")
    others = {wrapper.derived("search index"), wrapper.derived("x"), LocalWrapper(b"n" * 32).derived("x")}
    assert len(others) == 3


async def test_an_update_leaves_no_byte_of_the_plain_texts_in_the_data_files(
    make_database: Callable[[str], str], postgres_server: EmbeddedPostgres
) -> None:
    url = make_database("plain_before")
    config = Config()
    config.set_main_option("script_location", str(files("records") / "migrations"))
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("insert into report_texts (report, search_text) values ('R-1', %s)", [PLAIN])
        connection.execute("checkpoint")
        assert _holds(connection, postgres_server, b"Hardjosoekarto")
        migrate(url)
        connection.execute("checkpoint")
        assert connection.execute("select report, search from report_texts").fetchall() == [("R-1", None)]
        assert not _holds(connection, postgres_server, b"ardjosoekarto")


def _holds(connection: psycopg.Connection, server: EmbeddedPostgres, word: bytes) -> bool:
    """Whether a table or index of the database holds the word in its file; the log of changes may."""
    query = "select oid::text from pg_database where datname = current_database()"
    ((folder,),) = connection.execute(query).fetchall()
    return any(word in file.read_bytes() for file in (server.home / "base" / folder).iterdir())
