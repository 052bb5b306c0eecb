"""A bundle made on the machine itself, as whoever works there makes it, and verified elsewhere."""

from asyncio import to_thread  # the worker has to go on meanwhile
from pathlib import Path

import pytest

from api.services import Services
from evidence.accesses.access_log import OPERATOR
from records.database import rows
from runtime.temporal_server import EmbeddedTemporal
from tests.api import conftest as api
from tests.api.people import People, Report
from tests.commands.conftest import Tuntas, told

task_queue = api.task_queue
"""With a worker at work."""
WHY = "Permintaan inspektorat nomor 7."


@pytest.fixture(scope="module")
async def report(people: People) -> Report:
    """An open report."""
    made = await people.submit()
    await made.forward()
    return made


@pytest.fixture
def engine(temporal_server: EmbeddedTemporal) -> dict[str, str]:
    """The variables that name the engine."""
    return {"TEMPORAL_ADDRESS": temporal_server.address, "TEMPORAL_NAMESPACE": temporal_server.namespace}


async def test_a_bundle_is_made_noted_and_verified(
    tuntas: Tuntas, services: Services, report: Report, engine: dict[str, str], tmp_path: Path
) -> None:
    file, keys = tmp_path / "bukti.zip", tmp_path / "keys.json"
    typed = report.number.lower().replace("-", "")
    made = await to_thread(tuntas, "audit", "bundle", typed, "--reason", WHY, "-o", str(file), **engine)
    assert told(made) == (0, f"{file}\n")
    keys.write_bytes((await report.http.get("/v1/heads/keys")).content)
    verified = await to_thread(tuntas, "audit", "verify", str(file), "--trust", str(keys))
    assert verified.returncode == 0
    assert verified.stdout.endswith(
        f"This file is whole: all that it says of report {report.number} agrees, and is as it was signed. "
        "A key that you trust signed it.\n"
    )
    (entry,) = await rows(services.pool, "select * from accesses order by index desc limit 1")
    assert (entry["act"], entry["reports"], entry["reason"]) == ("audit_bundle", [report.number], WHY)
    assert entry["actor"] == OPERATOR.wire()


@pytest.mark.parametrize(
    ("number", "reason", "said", "code"),
    [
        ("0000-0000-0000-0", WHY, "there is no report 0000-0000-0000-0", 64),
        ("0000-0000-0000-1", WHY, "0000-0000-0000-1 is mistyped", 64),
        ("0000-0000-0000-0", "singkat", "a reason must have 10 to 500 characters", 64),
        ("0000-0000-0000-0", "terbalik \u202e sekali", "override the direction of writing", 64),
    ],
)
def test_what_no_bundle_is_made_of_is_said(
    tuntas: Tuntas,
    prepared: None,
    engine: dict[str, str],
    tmp_path: Path,
    number: str,
    reason: str,
    said: str,
    code: int,
) -> None:
    file = tmp_path / "bukti.zip"
    answer = tuntas("audit", "bundle", number, "--reason", reason, "-o", str(file), **engine)
    assert answer.returncode == code
    assert said in answer.stderr
    assert not file.exists()


async def test_a_bundle_of_a_record_that_says_otherwise_is_not_written(
    tuntas: Tuntas, services: Services, people: People, engine: dict[str, str], tmp_path: Path
) -> None:
    report = await people.submit()
    await report.forward()
    await rows(services.pool, "update reports set category = 'energi' where report = %s", [report.number])
    file = tmp_path / "bukti.zip"
    answer = await to_thread(
        tuntas, "audit", "bundle", report.number, "--reason", WHY, "-o", str(file), **engine
    )
    assert answer.returncode == 1
    assert "no bundle was made: record.json differs" in answer.stderr
    assert not file.exists()
