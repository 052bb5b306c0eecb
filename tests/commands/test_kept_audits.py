"""Audits that people began, as an operator lists and stops them."""

import json

import psycopg
import pytest

from evidence.accesses.access_log import OPERATOR
from runtime.settings import Settings
from tests.commands.conftest import Tuntas

BEGUN = """
insert into audits (id, account, reason, selection, chosen_at, total, replayed, identical)
select %s, id, 'Pemeriksaan triwulan',
    '{"only": [], "agency": null, "from": null, "to": null}', now(), 5, 2, 1
from accounts where username = 'auditor'"""
WHY = "Mesin diperlukan untuk pemulihan."


@pytest.fixture
def running(settings: Settings, prepared: None) -> str:
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("delete from audits")
        connection.execute(BEGUN, ["0123456789abcdef"])
    return "0123456789abcdef"


def test_an_operator_lists_and_stops_an_audit_and_is_noted(
    tuntas: Tuntas, settings: Settings, running: str
) -> None:
    listed = tuntas("audit", "list")
    assert listed.returncode == 0
    assert f"{running} running" in listed.stdout
    assert "2 of 5 replayed, 1 identical, 1 different, 0 failed" in listed.stdout
    stopped = tuntas("audit", "stop", running, "--reason", WHY)
    assert (stopped.returncode, stopped.stdout) == (
        0,
        f"audit {running} is stopped; an auditor can resume it\n",
    )
    again = tuntas("audit", "stop", running, "--reason", WHY)
    assert (again.returncode, again.stdout) == (0, f"audit {running} is not running\n")
    (told,) = map(json.loads, tuntas("audit", "list", "--json").stdout.splitlines())
    assert (told["is_running"], told["different"]) == (False, 1)
    with psycopg.connect(settings.database_url) as connection:
        entries = connection.execute("select actor, act, reports, reason from accesses").fetchall()
    assert entries == [(OPERATOR.wire(), "audit_stop", [], f"audit {running}: {WHY}")]


def test_what_there_is_not_or_has_no_reason_is_not_stopped(tuntas: Tuntas, running: str) -> None:
    unknown = tuntas("audit", "stop", "tidak-ada", "--reason", WHY)
    assert (unknown.returncode, unknown.stderr) == (64, "tuntas: there is no audit tidak-ada\n")
    short = tuntas("audit", "stop", running, "--reason", "segera")
    assert (short.returncode, short.stderr) == (64, "tuntas: a reason must have 10 to 500 characters\n")
