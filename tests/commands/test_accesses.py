"""`tuntas accesses check`, as an operator calls it."""

import json

import psycopg
import pytest

from evidence.accesses.access_log import OPERATOR, AccessAct, note_access
from records.database import pool_of
from runtime.settings import Settings
from tests.commands.conftest import Tuntas, told


@pytest.fixture
async def noted(settings: Settings, prepared: None) -> None:
    """Three more entries."""
    async with pool_of(settings.database_url, size=1) as pool:
        for _ in "123":
            await note_access(pool, OPERATOR, AccessAct.EXPORT, ["A"], "laporan triwulan ke Menteri")


def test_without_entries_there_is_nothing_to_keep(tuntas: Tuntas, prepared: None) -> None:
    answer = tuntas("accesses", "check")
    assert (answer.returncode, answer.stdout) == (0, "no entries yet\n")


def test_a_whole_ledger_says_what_to_keep_and_is_held_to_it(
    tuntas: Tuntas, settings: Settings, noted: None
) -> None:
    answer = tuntas("accesses", "check")
    entries, last = answer.stdout.splitlines()
    kept = last.removeprefix("the last is ")
    assert (answer.returncode, entries) == (0, "3 entries, all there and chained")
    assert kept.startswith("3:")
    assert tuntas("accesses", "check", "--kept", kept).returncode == 0
    machine = json.loads(tuntas("accesses", "check", "--json").stdout)
    assert machine == {
        "entries": 3,
        "last": {"index": 3, "digest": kept.removeprefix("3:")},
        "broken": None,
    }
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("alter table accesses disable trigger all")
        connection.execute("delete from accesses where index = 3")
    assert tuntas("accesses", "check").returncode == 0
    cut = tuntas("accesses", "check", "--kept", kept)
    assert (cut.returncode, cut.stdout.splitlines()) == (
        1,
        ["the ledger ends with entry 2, but entry 3 was there (missing)", "2 entries before it are sound"],
    )


def test_the_first_break_is_named(tuntas: Tuntas, settings: Settings, noted: None) -> None:
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("alter table accesses disable trigger all")
        connection.execute("update accesses set reason = null where index in (2, 4)")
    broken = tuntas("accesses", "check", "--json")
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["broken"] == {
        "index": 2,
        "kind": "changed",
        "message": "entry 2 was changed: its digest is that of something else",
    }


def test_what_is_no_entry_is_refused(tuntas: Tuntas) -> None:
    assert told(tuntas("accesses", "check", "--kept", "3:abc")) == (
        64,
        "tuntas: --kept takes an entry's number and digest, as INDEX:DIGEST\n",
    )
