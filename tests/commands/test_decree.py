"""The commands for decrees, as an operator calls them: on the record alone, with no worker at hand."""

import contextlib
import json
import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from calendars import shipped_decrees
from records.database import pool_of, rows
from runtime.settings import Settings
from tests.commands.conftest import Tuntas, command, told

pytestmark = pytest.mark.usefixtures("prepared")

REASON = "Dicabut karena salah tanggal"
COUNTS = """select (select count(*) from decrees) as decrees, (select count(*) from calendars) as calendars,
                   (select count(*) from retimings) as retimings"""


def decree(number: str, day: str = "2027-10-04", **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": "Cuti bersama tambahan",
        "issued_on": "2026-01-05",
        "region": "ID-BA",
        "non_working": [{"date": day, "name": f"Libur {number}"}],
    } | more


@pytest.fixture
def enact(tuntas: Tuntas) -> Iterator[Any]:
    """Enters such a decree, saying what came of it; whatever still stands is withdrawn at the end."""
    numbers = []

    def act(number: str, *options: str, **fields: Any) -> "subprocess.CompletedProcess[str]":
        numbers.append(number)
        return tuntas("decree", "enact", "-", *options, typed=json.dumps(decree(number, **fields)))

    yield act
    for number in reversed(numbers):
        tuntas("decree", "withdraw", number, "--reason", REASON)


def number_of(retiming: str) -> str:
    """The id in what is said of a re-timing."""
    return retiming.split("re-timing ")[1].split(" ")[0]


async def test_a_decree_is_entered_told_of_and_withdrawn(
    tuntas: Tuntas, enact: Any, settings: Settings
) -> None:
    code, said = told(enact("A/2026"))
    assert (code, said.splitlines()[0]) == (0, "A/2026: in force")
    waiting = said.splitlines()[1]
    assert waiting.endswith("(A/2026 enacted, 1 calendar): waiting")
    assert told(enact("A/2026")) == (0, said)
    async with pool_of(settings.database_url, size=1) as pool:
        (row,) = await rows(pool, "select entered_by from decrees where number = 'A/2026'")
    assert row["entered_by"] == "operator"

    day = "2027-10-04 Sen  libur  Libur A/2026  A/2026\n"
    days = ("calendar", "days", "ID-BA", "--from", "2027-10-04", "--to", "2027-10-04")
    assert told(tuntas(*days)) == (0, day)
    code, said = told(tuntas("decree", "show", "A/2026"))
    assert code == 0
    assert said.startswith("A/2026: Cuti bersama tambahan\nfor ID-BA, issued on 2026-01-05, entered at ")
    assert said.endswith(f"\nin force\n  2027-10-04  libur  Libur A/2026\n{waiting}\n")

    withdrawn = tuntas("decree", "withdraw", "A/2026", "--reason", REASON)
    assert told(withdrawn)[1].splitlines()[0] == "A/2026: withdrawn"
    assert told(tuntas("decree", "withdraw", "A/2026", "--reason", REASON)) == told(withdrawn)
    assert told(tuntas(*days)) == (0, "2027-10-04 Sen  kerja\n")
    assert f": {REASON}\n" in tuntas("decree", "show", "A/2026").stdout


def test_decrees_are_listed_also_as_lines_of_json(tuntas: Tuntas, enact: Any) -> None:
    enact("L/2026", region="ID-PA", agency="pemkab-jayapura", six_day_week={"since": "2027-01-02"})
    enact("M/2026", region="ID-PA")
    lines = tuntas("decree", "list").stdout.splitlines()
    assert len(lines) >= len(shipped_decrees()) + 2
    assert lines == sorted(lines, key=lambda line: line[:10], reverse=True)
    only = ("decree", "list", "--region", "ID-PA", "--agency", "pemkab-jayapura")
    assert tuntas(*only).stdout == "2026-01-05  pemkab-jayapura  in force  L/2026  Cuti bersama tambahan\n"
    (line,) = tuntas(*only, "--json").stdout.splitlines()
    wire = json.loads(line)
    assert (wire["number"], wire["stands"], wire["retiming"]["state"]) == ("L/2026", True, "waiting")
    assert "Saturdays are working days from 2027-01-02 on" in tuntas("decree", "show", "L/2026").stdout


BAD = [
    ("{", "is not JSON in UTF-8"),
    ("[]", "is no JSON object"),
    (json.dumps({"number": 3}), "is no decree: number must be text; title is missing; issued_on is missing"),
    (json.dumps(decree("X", region="ID-XX")), "no region has the code 'ID-XX'"),
    (json.dumps(decree("SKB 933/2025, 1/2025, 3/2025")), "another content, was entered already"),
]


@pytest.mark.parametrize(("content", "why"), BAD, ids=[why for _, why in BAD])
async def test_what_can_be_no_decree_is_refused_in_one_line_and_changes_nothing(
    tuntas: Tuntas, settings: Settings, content: str, why: str
) -> None:
    async with pool_of(settings.database_url, size=1) as pool:
        before = await rows(pool, COUNTS)
        refused = tuntas("decree", "enact", "-", typed=content)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("tuntas: ")
        assert refused.stderr.count("\n") == 1
        assert why in refused.stderr
        assert await rows(pool, COUNTS) == before


def test_what_is_not_there_is_said(tuntas: Tuntas, tmp_path: Path) -> None:
    nowhere = tmp_path / "decree.json"
    assert told(tuntas("decree", "enact", str(nowhere))) == (
        64,
        f"tuntas: {nowhere} can't be read: No such file or directory\n",
    )
    unknown = (64, "tuntas: no decree has the number 'nobody'\n")
    assert told(tuntas("decree", "show", "nobody")) == unknown
    assert told(tuntas("decree", "withdraw", "nobody", "--reason", REASON)) == unknown
    assert told(tuntas("decree", "withdraw", "nobody", "--reason", "salah")) == (
        1,
        "tuntas: nothing was withdrawn: reason must have 10 or more characters\n",
    )
    for act in ("watch", "cancel"):
        assert told(tuntas("decree", act, "99999")) == (64, "tuntas: there is no re-timing 99999\n")


ICS = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20271103
DTEND;VALUE=DATE:20271105
SUMMARY:Hari Raya
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20271106
SUMMARY:Pengganti
CATEGORIES:HARI KERJA
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20271108T090000
SUMMARY:Rapat
END:VEVENT
END:VCALENDAR
"""
OPTIONS = ("--title", "Dari berkas", "--issued-on", "2026-01-05", "--region", "ID-BA")


def test_a_calendar_file_becomes_a_decree_and_what_was_ignored_is_told_beside_it(
    tuntas: Tuntas, enact: Any, tmp_path: Path
) -> None:
    file = tmp_path / "days.ics"
    file.write_text(ICS)
    options = (str(file), "--number", "I/2026", *OPTIONS)
    dry = tuntas("decree", "import", *options, "--dry-run")
    assert dry.returncode == 0
    assert dry.stderr.startswith("note: the event in line 15 (UID '3') was ignored: ")
    assert [day["date"] for day in json.loads(dry.stdout)["non_working"]] == ["2027-11-03", "2027-11-04"]
    assert [day["name"] for day in json.loads(dry.stdout)["working"]] == ["Pengganti"]
    assert tuntas("decree", "show", "I/2026").returncode == 64

    assert tuntas("decree", "import", *options).stdout.startswith("I/2026: in force\n")
    again = tuntas("decree", "enact", "-", typed=dry.stdout)  # what it printed is what it entered
    assert again.returncode == 0
    assert "2027-11-06  hari kerja  Pengganti" in tuntas("decree", "show", "I/2026").stdout
    tuntas("decree", "withdraw", "I/2026", "--reason", REASON)


def test_a_file_that_is_no_calendar_is_refused_and_so_are_options_that_make_no_decree(
    tuntas: Tuntas, tmp_path: Path
) -> None:
    file = tmp_path / "days.ics"
    file.write_text("<html>")
    refused = tuntas("decree", "import", str(file), "--number", "I/2027", *OPTIONS)
    assert told(refused) == (1, f"tuntas: {file}: the file is a web page, not a calendar\n")
    refused = tuntas("decree", "import", "-", "--number", " ", *OPTIONS, typed=ICS)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.endswith("tuntas: that makes no decree: number must have 1 or more characters\n")
    refused = tuntas(
        "decree", "import", "-", "--number", "I", *OPTIONS[:-1], "ID", "--agency", "x", typed=ICS
    )
    assert refused.stderr.endswith("tuntas: no agency 'x' is in ID\n")


def test_a_preview_without_open_reports_says_so_and_changes_nothing(tuntas: Tuntas, enact: Any) -> None:
    code, said = told(enact("P/2026", "--preview"))
    assert (code, said) == (0, "1 calendar would change; 0 clocks of 0 open reports would move\n")
    last = json.loads(enact("P/2026", "--preview", "--json").stdout)
    assert last["totals"] == {"reports": 0, "clocks": 0, "earlier": 0, "agencies": []}
    assert last["calendars"][0]["days"] == [{"date": "2027-10-04", "working": False, "name": "Libur P/2026"}]
    assert tuntas("decree", "show", "P/2026").returncode == 64
    refused = enact("P/2026", "--preview", supersedes="nobody")
    assert told(refused) == (64, "tuntas: no decree 'nobody' stands that could be superseded\n")


def test_watching_ends_with_the_retiming_and_one_that_was_cancelled_goes_on_when_resumed(
    tuntas: Tuntas, enact: Any
) -> None:
    id_ = number_of(enact("W/2026").stdout)
    cancelled = tuntas("decree", "cancel", id_)
    assert told(cancelled)[0] == 0
    assert ": cancelled, 0 of 0 reports reached, 0 moved" in cancelled.stdout
    watched = tuntas("decree", "watch", id_)
    assert (watched.returncode, watched.stdout) == (3, cancelled.stdout)
    assert enact("W/2026", "--watch").returncode == 3
    resumed = tuntas("decree", "resume", id_, "--json")
    assert json.loads(resumed.stdout)["state"] == "waiting"


def test_ctrl_c_ends_the_watching_and_nothing_else(
    tuntas: Tuntas, enact: Any, settings: Settings, request: pytest.FixtureRequest
) -> None:
    id_ = number_of(enact("C/2026").stdout)
    screen, terminal = pty.openpty()
    env = {**os.environ, **settings.environment()}
    watching = subprocess.Popen(
        command("decree", "watch", id_),
        env=env,
        stderr=terminal,
        stdout=subprocess.DEVNULL,
        # Whatever runs in the background, as these tests may, has its children ignore it.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    request.addfinalizer(watching.kill)
    os.close(terminal)
    shown, is_interrupted = b"", False
    with contextlib.suppress(OSError):  # which reading ends with once nobody writes any more
        while more := os.read(screen, 1000):
            shown += more
            if not is_interrupted and f"re-timing {id_} waiting".encode() in shown:
                watching.send_signal(signal.SIGINT)
                is_interrupted = True
    assert watching.wait() == 130
    assert f"re-timing {id_} goes on".encode() in shown
    assert f"re-timing {id_} " in tuntas("decree", "show", "C/2026").stdout
    assert "): waiting" in tuntas("decree", "show", "C/2026").stdout
    os.close(screen)
