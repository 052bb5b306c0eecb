"""What older releases gave up for want of an address becomes a call, when the record is migrated."""

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.config import Config
from psycopg import Connection, connect
from sqlalchemy import NullPool, create_engine, make_url

from records.migrations.apply import migrate

MIGRATIONS = files("records") / "migrations"
OLD = """
insert into reports values (%(report)s, 1, 'ID', '{}', 'follow_up', 'complaint', false, null, 'kemenkes',
    null, null, 'web', false, false, null, 0, 0, 0, now(), null, %(sealed_at)s, null, null, 0, 0, null);
insert into recorded_facts values (%(report)s, 1, now(), now(), 'submitted', '{}',
    jsonb_build_object('reporter', jsonb_build_object('email', %(email)s::boolean, 'phone', true)), '', '');
insert into messages (report, fact, recipient, channel, dedup, template, data, send_at, leaves_at,
    given_up_at, error)
values (%(report)s, 2, 'reporter', 'email', %(report)s, %(template)s, '{}', now(), now(),
        case when %(error)s::text is not null then now() end, %(error)s)"""


def before_calls(url: str) -> None:
    """A record as it was before there were calls."""
    (revision,) = (MIGRATIONS / "versions").glob("*_telephone_calls.py")  # type: ignore[attr-defined]  # a Path
    (parent,) = re.findall(r'down_revision = "(\d+)"', revision.read_text())
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, parent)


def add(connection: Connection[Any], report: str, **changed: Any) -> None:
    old = {"sealed_at": None, "email": False, "template": "forwarded", "error": "no_channel"}
    for statement in OLD.split(";\n"):
        connection.execute(statement, old | changed | {"report": report})


def test_what_was_given_up_for_want_of_an_address_is_to_be_told_by_telephone(
    make_database: Callable[[str], str],
) -> None:
    url = make_database("calls_migrated")
    before_calls(url)
    with connect(url) as connection:
        add(connection, "LPR-GIVEN-UP")
        add(connection, "LPR-WAITING", error=None)
        add(connection, "LPR-OVER", sealed_at="2026-01-01")
        add(connection, "LPR-RECEIPT", template="submitted")
        add(connection, "LPR-MAIL", email=True, error="recipient_refused_550")
    migrate(url)
    with connect(url) as connection:
        found = connection.execute(
            "select report, channel, error, given_up_at is null from messages"
        ).fetchall()
    assert sorted(found) == [
        ("LPR-GIVEN-UP", "phone", None, True),
        ("LPR-MAIL", "email", "recipient_refused_550", False),
        ("LPR-OVER", "email", "no_channel", False),
        ("LPR-RECEIPT", "email", "no_channel", False),
        ("LPR-WAITING", "phone", None, True),
    ]
