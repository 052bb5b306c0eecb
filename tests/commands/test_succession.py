"""`tuntas directory merge`, `abolish`, `rename` and `successions`, as an operator calls them."""

import json
from collections.abc import AsyncIterator

import pytest

from records.database import Pool, pool_of, rows
from runtime.settings import Settings
from tests.commands.conftest import Tuntas, told
from tests.procedure.build import at_unit
from tests.records.samples import record
from workflows.procedure.outputs.record_batch import build_batch

pytestmark = pytest.mark.usefixtures("prepared")

MERGE = ("directory", "merge", "kemenkes", "--into", "pemkab-jayapura", "--map", "layanan=umum")
ACT = ("--act", "PERDA 1/2026")
ENTERED = "PERDA 1/2026: agency kemenkes is merged into pemkab-jayapura, from 2026-01-05"


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[Pool]:
    async with pool_of(settings.database_url, size=1) as opened:
        yield opened


async def test_a_merger_is_previewed_entered_once_and_followed(tuntas: Tuntas, pool: Pool) -> None:
    play = at_unit()
    await record(pool, build_batch(play.case, list(zip(play.cases, play.facts, strict=True))))
    merge = (*MERGE, *ACT, "--on", "2026-01-05")
    preview = tuntas(*merge)
    assert preview.returncode == 0
    assert preview.stderr == "a preview: nothing was done; --confirm 'PERDA 1/2026' carries it out\n"
    lines = preview.stdout.splitlines()
    assert lines[:3] == [ENTERED, "1 open report would move:", "  layanan  follow_up  1 report"]
    assert "4 accounts would lose the place; tasks that name one go to the successor's office:" in lines
    assert "days would end by Asia/Jayapura instead of Asia/Jakarta" in lines
    assert json.loads(tuntas(*merge, "--json").stdout)["act"]["units"] == {"layanan": "umum"}

    mistyped = told(tuntas(*merge, "--confirm", "PERDA 2/2026"))
    assert mistyped == (
        64,
        "tuntas: --confirm says PERDA 2/2026, but the act is PERDA 1/2026; nothing was done\n",
    )
    assert told(tuntas("directory", "successions")) == (0, "")
    assert await is_active(pool)

    assert told(tuntas(*merge, "--confirm", "PERDA 1/2026")) == (0, f"{ENTERED}: waiting\n")
    assert not await is_active(pool)
    again = told(tuntas(*merge, "--confirm", "PERDA 1/2026"))
    assert again == (1, "tuntas: nothing was done: The act PERDA 1/2026 was entered before.\n")
    assert told(tuntas("directory", "successions")) == (0, f"{ENTERED}: waiting\n")
    found = json.loads(tuntas("directory", "successions", "PERDA 1/2026", "--json").stdout)
    assert (found["state"], found["successor"], found["effective_on"]) == (
        "waiting",
        "pemkab-jayapura",
        "2026-01-05",
    )
    unknown = told(tuntas("directory", "successions", "PERDA 9/2026"))
    assert unknown == (64, "tuntas: there is no act PERDA 9/2026\n")


async def is_active(pool: Pool) -> bool:
    (found,) = await rows(pool, "select active from agencies where code = 'kemenkes'")
    return bool(found["active"])


async def test_a_unit_is_abolished_and_its_agency_stays(tuntas: Tuntas, pool: Pool) -> None:
    abolish = ("directory", "abolish", "pemprov-aceh", "--unit", "umum", "--act", "PERGUB 3/2026")
    code, said = told(tuntas(*abolish, "--confirm", "PERGUB 3/2026"))
    assert code == 0
    assert said.startswith("PERGUB 3/2026: unit umum of pemprov-aceh is abolished: its reports go to the ")
    query = "select code, active from units where agency = 'pemprov-aceh' order by code"
    assert [tuple(row.values()) for row in await rows(pool, query)] == [("layanan", True), ("umum", False)]


async def test_who_is_renamed_keeps_code_region_and_approval(tuntas: Tuntas, pool: Pool) -> None:
    query = "select region, approval, active, name from agencies where code = 'pemprov-aceh'"
    await rows(pool, "update agencies set approval = true where code = 'pemprov-aceh'")
    (before,) = await rows(pool, query)
    rename = ("directory", "rename", "pemprov-aceh")
    assert told(tuntas(*rename, "Pemerintah Aceh")) == (
        0,
        'agency pemprov-aceh changed: name "Pemerintah Provinsi Aceh" → "Pemerintah Aceh"\n',
    )
    assert (await rows(pool, query))[0] == {**before, "name": "Pemerintah Aceh"}
    same = told(tuntas(*rename, "Pemerintah Aceh"))
    assert same == (0, "agency pemprov-aceh unchanged: it was called so before\n")
    act = told(tuntas(*rename, "Aceh", "--act", "QANUN 1/2026", "--on", "2026-01-05"))
    assert act == (0, "QANUN 1/2026: agency pemprov-aceh is called Aceh, from 2026-01-05\n")
    assert told(tuntas("directory", "successions", "QANUN 1/2026")) == act
    unit = told(tuntas(*rename, "Dinas Perizinan", "--unit", "layanan"))
    assert unit == (
        0,
        'unit pemprov-aceh layanan changed: name "Dinas Pelayanan Terpadu" → "Dinas Perizinan"\n',
    )
    assert told(tuntas(*rename, "x" * 201)) == (64, "tuntas: name: has more than 200 characters\n")
    assert told(tuntas(*rename, "X", "--unit", "tiada")) == (
        64,
        "tuntas: there is no unit tiada of pemprov-aceh\n",
    )
    assert told(tuntas("directory", "rename", "tiada", "X")) == (64, "tuntas: there is no agency tiada\n")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--on", "5 Januari"), "5 Januari is no day such as 2026-12-31"),
        (("--map", "umum"), "umum is not UNIT=UNIT"),
        (("--map", "layanan=layanan"), "--map names layanan twice"),
        (("--unit", "umum"), "--map says whose place an agency's units take; of a unit --into says it"),
    ],
)
def test_what_can_not_be_meant_is_said_in_a_sentence(tuntas: Tuntas, more: tuple[str, str], why: str) -> None:
    assert told(tuntas(*MERGE, *ACT, *more)) == (64, f"tuntas: {why}\n")
