"""`tuntas statistics`, as an operator calls it."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records.database import Pool, pool_of, rows
from runtime.settings import Settings
from tests.commands.conftest import Tuntas
from tests.procedure.build import at_unit
from tests.records.samples import record
from workflows.procedure.outputs.record_batch import build_batch


@pytest.fixture
async def pool(settings: Settings, prepared: None) -> AsyncIterator[Pool]:
    async with pool_of(settings.database_url, size=1) as opened:
        yield opened


async def test_figures_are_counted_from_facts_and_what_differs_is_named(tuntas: Tuntas, pool: Pool) -> None:
    play = at_unit()
    await record(pool, build_batch(play.case, list(zip(play.cases, play.facts, strict=True))))
    counted = tuntas("statistics", "rebuild")
    assert (counted.returncode, counted.stdout) == (0, "0 differences\n")
    await rows(pool, "delete from figure_entries where measure = 'dispositions'")
    differing = tuntas("statistics", "rebuild", "--check")
    assert differing.returncode == 1
    assert "report LPR-1: lacks 1 entries, has 0 wrong ones" in differing.stdout.splitlines()
    assert tuntas("statistics", "rebuild").returncode == 0
    found = tuntas("statistics", "rebuild", "--check", "--json")
    assert (found.returncode, [json.loads(line) for line in found.stdout.splitlines()]) == (0, [])


def test_a_month_that_can_not_be_published_is_refused_in_a_sentence(tuntas: Tuntas, prepared: None) -> None:
    refused = tuntas("statistics", "publish", "--month", "2099-01")
    assert refused.returncode == 1
    assert "2099-01 is not over." in refused.stderr
    mistyped = tuntas("statistics", "publish", "--month", "2026-13")
    assert mistyped.returncode == 64
    assert "Write it like 2026-10." in mistyped.stderr


async def test_a_monthly_report_is_written_whole_or_refused_in_a_sentence(
    tuntas: Tuntas, pool: Pool, tmp_path: Path
) -> None:
    play, file = at_unit(), tmp_path / "laporan.pdf"
    await record(pool, build_batch(play.case, list(zip(play.cases, play.facts, strict=True))))
    assert tuntas("statistics", "rebuild").returncode == 0
    (first,) = await rows(pool, "select min(starts_on) as month from figure_counts where grain = 'month'")
    month = f"{first['month']:%Y-%m}"
    written = tuntas("statistics", "report", "--month", month, "--out", str(file))
    assert (written.returncode, written.stderr.startswith(f"{file} is written.")) == (0, True)
    assert file.read_bytes().startswith(b"%PDF-")
    for arguments, code, why in (
        (["--month", "2026-13"], 64, "Write it like 2026-10."),
        (["--month", f"{datetime.now(UTC).year + 2}-01"], 1, "must not be in the future."),
        (["--month", month, "--province", "ID-XX"], 64, "There is no province ID-XX."),
        (["--month", month, "--agency", "a/b"], 64, "There is no agency a/b."),
        (["--month", month, "--agency", "x", "--province", "ID-AC"], 64, "Name one."),
    ):
        refused = tuntas("statistics", "report", *arguments, "--out", str(tmp_path / "none.pdf"))
        assert (refused.returncode, refused.stdout) == (code, "")
        assert why in refused.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["laporan.pdf"]
