"""What can't be meant, and what is away, as commands that need engine and database say it, in one line."""

from asyncio import to_thread  # the worker has to go on meanwhile
from collections.abc import Callable
from pathlib import Path

import pytest

from api.services import Services
from records.database import rows
from runtime.temporal_server import EmbeddedTemporal
from tests.commands.conftest import Tuntas, told


@pytest.fixture(scope="module")
def engine(temporal_server: EmbeddedTemporal) -> dict[str, str]:
    """The variables that name the engine."""
    return {"TEMPORAL_ADDRESS": temporal_server.address, "TEMPORAL_NAMESPACE": temporal_server.namespace}


@pytest.mark.parametrize("command_", ["audit replay", "rebuild --check", "archive snapshot"])
@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("8kd2tjzpxgepe", "8kd2tjzpxgepe is mistyped: its last character does not fit the others"),
        ("8kd2tjzpxgepd", "there is no report 8KD2-TJZP-XGEP-D"),
        ("courier", "there is no report courier"),
        ("../../etc/passwd", "there is no report ../../etc/passwd"),
        ("x" * 2000, f"there is no report {'x' * 2000}"),
    ],
)
async def test_a_number_of_no_report_is_told_as_one_and_enters_no_ledger(
    tuntas: Tuntas, services: Services, engine: dict[str, str], command_: str, number: str, said: str
) -> None:
    answer = await to_thread(tuntas, *command_.split(), number, **engine)
    assert told(answer) == (64, f"tuntas: {said}\n")
    assert (
        await rows(services.pool, "select from accesses where reports @> array[%s]", [number.upper()]) == []
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--agency", "kemenkse"], "no agency has the code kemenkse"),
        (["T1", "--agency", "kemenkes"], "either name reports, or choose them"),
        (["--from", "2026-10-02", "--to", "2026-10-01"], "--from is after --to"),
        (["--resume", "/dev/full"], "/dev/full is no file"),
        (["--from", "yesterday"], "must be a date, YYYY-MM-DD"),
        (["--processes", "0"], "greater than or equal to 1"),
    ],
)
def test_what_can_not_be_meant_is_refused(
    tuntas: Tuntas, prepared: None, options: list[str], said: str
) -> None:
    answer = tuntas("audit", "replay", *options)
    assert (answer.returncode, answer.stdout) == (64, "")
    assert said in " ".join(answer.stderr.split())


CALLS = (
    ("audit", "replay"),
    ("audit", "replay", "8KD2-TJZP-XGEP-D"),
    ("audit", "bundle", "8KD2-TJZP-XGEP-D", "--reason", "Pemeriksaan triwulan III"),
    ("archive", "snapshot", "8KD2-TJZP-XGEP-D"),
    ("rebuild", "--check"),
)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call[:3]))
async def test_what_is_away_is_said_in_one_line(
    tuntas: Tuntas,
    prepared: None,
    engine: dict[str, str],
    make_database: Callable[[str], str],
    tmp_path: Path,
    call: tuple[str, ...],
) -> None:
    for away, said in (
        ({"TEMPORAL_ADDRESS": "127.0.0.1:1"}, "Temporal can't be reached"),
        ({"TUNTAS_DATABASE_URL": f"postgresql:///nobody?host={tmp_path}"}, "the database can't be reached"),
        (
            {"TUNTAS_DATABASE_URL": make_database(f"cli_{abs(hash(call))}")},
            "the database holds nothing of ours yet; run `tuntas setup`",
        ),
    ):
        answer = await to_thread(tuntas, *call, **engine | away)
        assert (answer.returncode, answer.stdout) == (69, "")
        (line,) = [each for each in answer.stderr.splitlines() if each.startswith("tuntas: ")]
        assert line.startswith(f"tuntas: {said}")
        assert "Traceback" not in answer.stderr


NO_TEXT = "a\udced\udca0\udc80b"
"""The bytes of half a character in UTF-8, as an argument."""


@pytest.mark.parametrize(
    "call",
    [
        ("directory", "disable", NO_TEXT),
        ("decree", "show", NO_TEXT),
        ("decree", "list", "--region", NO_TEXT),
        ("decree", "withdraw", NO_TEXT, "--reason", "Dicabut dengan SKB 12/2026"),
        ("erase", NO_TEXT, "--yes", "--reason", "Penghapusan, surat 12"),
        ("audit", "replay", NO_TEXT),
        ("calendar", "feed", NO_TEXT),
    ],
)
def test_an_argument_that_is_no_text_is_refused_in_one_line(tuntas: Tuntas, call: tuple[str, ...]) -> None:
    said = r"tuntas: 'a\udced\udca0\udc80b' is not UTF-8, and no file is named so"
    assert told(tuntas(*call)) == (64, f"{said}\n")


def test_a_file_may_be_named_by_what_is_no_text(tuntas: Tuntas, prepared: None, tmp_path: Path) -> None:
    file = tmp_path / NO_TEXT
    file.write_text("type,agency,unit,username,name,role,region,approval,email\n", "utf-8")
    answer = tuntas("directory", "load", str(file))
    assert "is not UTF-8" not in answer.stderr
    assert answer.returncode == 0, answer.stderr


def test_a_password_that_holds_nul_is_refused(tuntas: Tuntas, prepared: None) -> None:
    answer = tuntas("directory", "password", "pusat", typed="sandi\0yang-panjang\n")
    assert told(answer) == (1, "tuntas: a password must not hold the character NUL\n")
