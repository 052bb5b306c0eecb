"""`tuntas ledger`, as an operator calls it."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from evidence.ledger import log
from evidence.ledger.heads import Head, verify_chain
from evidence.ledger.keys import Keys, Signer
from records.database import Pool, pool_of
from runtime.settings import Settings
from tests.commands.conftest import Tuntas, told
from tests.evidence.ledger.scene import by_force, keys, recorded


@pytest.fixture
async def pool(settings: Settings, prepared: None) -> AsyncIterator[Pool]:
    async with pool_of(settings.database_url, size=1) as opened:
        yield opened


def current(settings: Settings) -> Signer:
    """The key that a process started now would have."""
    return Signer(base64.b64decode((settings.data_dir / "secrets" / "ledger_key").read_text()))


def published(settings: Settings) -> dict[str, bytes]:
    folder = Path(settings.archive_url) / "heads"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


async def test_a_head_is_signed_listed_and_published(tuntas: Tuntas, settings: Settings, pool: Pool) -> None:
    assert told(tuntas("ledger", "heads")) == (0, "no heads yet\n")
    await recorded(pool, 3)
    signed = tuntas("ledger", "head", "--json")
    made = Head.model_validate_json(signed.stdout)
    assert (signed.returncode, made.size, made.key) == (0, 3, current(settings).fingerprint)
    made.verify(await keys(pool))
    assert Head.read(published(settings)["3.json"]) == made
    assert Head.model_validate_json(tuntas("ledger", "head", "--json").stdout) == made
    assert tuntas("ledger", "heads").stdout.splitlines() == [
        f"{'leaves':6}  {'signed at':27}  {'root':16}  key",
        f"{'3':6}  {made.at}  {made.root[:16]}  {made.key[:16]}",
    ]


async def test_a_key_gives_way_to_one_that_is_made(tuntas: Tuntas, settings: Settings, pool: Pool) -> None:
    await recorded(pool, 1)
    tuntas("ledger", "head")
    old = current(settings)
    answer = tuntas("ledger", "rotate")
    new = current(settings)
    assert answer.returncode == 0
    assert "start every worker and API anew" in answer.stderr
    assert answer.stdout.endswith(f"heads are signed by {new.public.hex()}\n")
    assert new != old
    assert (settings.data_dir / "secrets" / "ledger_key").stat().st_mode & 0o777 == 0o600
    assert not (settings.data_dir / "secrets" / "ledger_key.next").exists()
    await recorded(pool, 1)
    made = Head.model_validate_json(tuntas("ledger", "head", "--json").stdout)
    assert made.key == new.fingerprint
    known = Keys.read(published(settings)["keys.json"])
    assert known.rotations[-1].new == new.public.hex()
    verify_chain((await log.list_heads(pool, limit=100))[::-1], known)


async def test_a_rotation_that_was_cut_short_is_finished_by_repeating_it(
    tuntas: Tuntas, settings: Settings, pool: Pool
) -> None:
    tuntas("ledger", "rotate")
    old = current(settings)
    secrets = settings.data_dir / "secrets"
    tuntas("ledger", "rotate")  # all but the last step of which is made undone
    (secrets / "ledger_key.next").write_text((secrets / "ledger_key").read_text())
    (secrets / "ledger_key.next").chmod(0o600)
    (secrets / "ledger_key").write_text(base64.b64encode(old.seed).decode())
    before = await keys(pool)
    assert tuntas("ledger", "rotate").returncode == 0
    assert await keys(pool) == before
    assert current(settings).public.hex() == before.rotations[-1].new


async def test_a_key_that_is_set_gives_way_to_one_that_is_given(
    tuntas: Tuntas, settings: Settings, pool: Pool, tmp_path: Path
) -> None:
    tuntas("ledger", "head")
    held = base64.b64encode(current(settings).seed).decode()
    assert told(tuntas("ledger", "rotate", TUNTAS_LEDGER_KEY=held)) == (
        1,
        "tuntas: TUNTAS_LEDGER_KEY is set: give the new key with --new, and set it everywhere afterwards\n",
    )
    file = tmp_path / "new"
    for content, wrong in ((b"not base64!", "is not base64"), (base64.b64encode(b"x" * 31), "has 31 bytes")):
        file.write_bytes(content)
        code, said = told(tuntas("ledger", "rotate", "--new", str(file), TUNTAS_LEDGER_KEY=held))
        assert (code, wrong in said) == (1, True)
    new = base64.b64encode(b"n" * 32).decode()
    file.write_text(new + "\n")
    rotated = tuntas("ledger", "rotate", "--new", str(file), "--json", TUNTAS_LEDGER_KEY=held)
    assert json.loads(rotated.stdout)["new"] == Signer(b"n" * 32).public.hex()
    assert "with the new TUNTAS_LEDGER_KEY" in rotated.stderr
    await recorded(pool, 1)
    code, said = told(tuntas("ledger", "head", TUNTAS_LEDGER_KEY=held))
    assert (code, "the ledger is signed by the key" in said) == (1, True)
    assert tuntas("ledger", "head", TUNTAS_LEDGER_KEY=new).returncode == 0


async def test_a_check_names_what_differs(tuntas: Tuntas, settings: Settings, pool: Pool) -> None:
    key = {"TUNTAS_LEDGER_KEY": base64.b64encode(b"n" * 32).decode()}
    await recorded(pool, 2, report="TEST-CHECKED")
    tuntas("ledger", "head", **key)
    whole = tuntas("ledger", "check")
    assert (whole.returncode, whole.stdout) == (0, f"{await size(pool)} leaves, 0 differences\n")
    await by_force(pool, "update recorded_facts set data = '{}' where (report, number) = ('TEST-CHECKED', 2)")
    file = f"heads/{await size(pool)}.json"
    (Path(settings.archive_url) / file).write_text("{}")
    found = tuntas("ledger", "check")
    assert (found.returncode, found.stdout.splitlines()) == (
        1,
        [
            "fact 2 of TEST-CHECKED: was changed: its digest is no longer that of what it says",
            f"file {file}: is another head",
            f"{await size(pool)} leaves, 2 differences",
        ],
    )
    machine = [json.loads(line) for line in tuntas("ledger", "check", "--json").stdout.splitlines()]
    assert [(each["what"], each["name"]) for each in machine] == [
        ("fact", "2 of TEST-CHECKED"),
        ("file", file),
    ]


async def test_a_check_warns_of_facts_that_came_late(tuntas: Tuntas, pool: Pool) -> None:
    key = {"TUNTAS_LEDGER_KEY": base64.b64encode(b"n" * 32).decode()}
    await recorded(pool, 1)
    tuntas("ledger", "head", **key)
    await recorded(pool, 1, report="TEST-LATE")
    assert tuntas("ledger", "head", **key).returncode == 0
    checked = tuntas("ledger", "check")
    assert "warning: " in checked.stderr
    assert "came into the ledger late, in an outage or dated back; the first: fact 1 of " in checked.stderr
    assert "late" not in checked.stdout


async def size(pool: Pool) -> int:
    head = await log.newest_head(pool)
    assert head is not None
    return head.size
