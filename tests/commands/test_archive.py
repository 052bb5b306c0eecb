"""`tuntas archive`, as an operator calls it."""

import json
from pathlib import Path

import pytest

from api.services import Services
from evidence.archive.object_format import unpack_object
from records.database import rows
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.people import People, Report
from tests.commands.conftest import Tuntas, told


@pytest.fixture(scope="module")
def engine(temporal_server: EmbeddedTemporal) -> dict[str, str]:
    """The variables that name the engine."""
    return {"TEMPORAL_ADDRESS": temporal_server.address, "TEMPORAL_NAMESPACE": temporal_server.namespace}


@pytest.fixture
async def report(people: People) -> Report:
    sent = await people.submit()
    await sent.forward(agency="kemenkes")
    return sent


def test_an_archive_without_anything_in_it_says_so(tuntas: Tuntas, prepared: None) -> None:
    assert told(tuntas("archive", "status")) == (
        0,
        "0 reports sealed, 0 bytes\n0 finished reports not sealed yet\n",
    )


async def test_what_is_not_sealed_is_listed_with_its_reason_and_fails_once_it_is_late(
    tuntas: Tuntas, services: Services
) -> None:
    late = """insert into archive_gaps (report, since, reason)
              values ('8KD2-TJZP-XGEP-D', now() - interval '%s hours', 'record_differs')"""
    await rows(services.pool, late.replace("%s", "0"))
    code, text = told(tuntas("archive", "status"))
    assert code == 0
    assert "1 finished report not sealed yet\n8KD2-TJZP-XGEP-D  record_differs  2" in text
    await rows(services.pool, "update archive_gaps set since = now() - interval '2 hours'")
    answer = tuntas("archive", "status", "--json")
    figures, gap = [json.loads(line) for line in answer.stdout.splitlines()]
    assert (answer.returncode, figures["late"], figures["reasons"]) == (1, True, {"record_differs": 1})
    assert (gap["report"], gap["reason"]) == ("8KD2-TJZP-XGEP-D", "record_differs")
    await rows(services.pool, "delete from archive_gaps")


async def test_an_open_report_is_taken_as_it_is(
    tuntas: Tuntas, settings: Settings, report: Report, services: Services, engine: dict[str, str]
) -> None:
    answer = tuntas("archive", "snapshot", report.number.lower(), "--json", **engine)
    assert answer.returncode == 0, answer.stderr
    taken = json.loads(answer.stdout)
    content = (Path(settings.archive_url) / taken["object"]).read_bytes()
    one = unpack_object(content, report.number)
    assert (len(one.facts), one.facts[-1]["digest"]) == (taken["facts"], taken["digest"])
    assert [fact["kind"] for fact in one.facts[:2]] == ["submitted", "forwarded"]
    (noted,) = await rows(services.pool, "select * from accesses where act = 'export'")
    assert (noted["actor"]["id"], noted["reports"]) == ("operator", [report.number])


@pytest.mark.parametrize(
    ("number", "code", "why"),
    [
        ("8KD2-TJZP-XGEP-E", 64, "is mistyped"),
        ("0000-0000-0000-0", 64, "there is no report 0000-0000-0000-0"),
        ("../../etc/passwd", 64, "there is no report ../../etc/passwd"),
    ],
)
def test_what_can_not_be_taken_is_told_in_one_line(
    tuntas: Tuntas, prepared: None, engine: dict[str, str], number: str, code: int, why: str
) -> None:
    exited, text = told(tuntas("archive", "snapshot", number, **engine))
    assert (exited, text.count("\n")) == (code, 1)
    assert why in text
