"""Whatever is done to the access ledger behind the product's back is found, and named for what it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import LiteralString

import psycopg
import pytest

from evidence.accesses import access_log
from evidence.accesses.access_log import FIRST_PREVIOUS, AccessAct
from evidence.accesses.check import KeptDigest, check_accesses
from evidence.ledger import log, tree
from evidence.ledger.check import check_ledger as whole
from evidence.ledger.keys import Signer
from records.database import Pool
from tests.records.looks import AUDITOR, entries, three

SIGNER = Signer(b"s" * 32)
SWAP = """
update accesses set reports = case index when 1 then array['A'] else array['A', 'B'] end where index < 3"""
RENUMBER = "delete from accesses where index = 2; update accesses set index = 2 where index = 3"
FORGE = """
insert into accesses select index + 1, at, actor, act, reports, reason, digest, digest from accesses
where index = 3"""


@pytest.mark.parametrize(
    ("tampering", "at", "kind"),
    [
        ("update accesses set reason = 'lain' where index = 2", 2, "changed"),
        ("update accesses set reason = null where index = 2", 2, "changed"),
        ("update accesses set at = at + interval '1 microsecond' where index = 3", 3, "changed"),
        ("""update accesses set actor = '{"id": "x", "role": "auditor"}' where index = 1""", 1, "changed"),
        ("update accesses set at = 'infinity' where index = 3", 3, "changed"),
        ("update accesses set at = '20000-01-01' where index = 2", 2, "changed"),
        ("update accesses set act = 'export' where index = 1", 1, "changed"),
        ("update accesses set reports = array['B', 'A'] where index = 1", 1, "changed"),
        ("update accesses set digest = previous where index = 3", 3, "changed"),
        ("update accesses set previous = digest where index = 2", 2, "changed"),
        (SWAP, 1, "changed"),
        (FORGE, 4, "changed"),
        (RENUMBER, 2, "changed"),
        ("delete from accesses where index = 1", 1, "missing"),
        ("delete from accesses where index = 2", 2, "missing"),
    ],
)
async def test_whatever_the_database_owner_does_is_found(
    fresh: Pool, fresh_database: str, tampering: LiteralString, at: int, kind: str
) -> None:
    await three(fresh)
    assert (await check_accesses(fresh)).broken is None
    owner_does(fresh_database, tampering)
    checked = await check_accesses(fresh)
    assert checked.broken is not None
    assert (checked.broken.index, checked.broken.kind, checked.entries) == (at, kind, at - 1)
    assert str(at) in checked.broken.message


def owner_does(url: str, tampering: LiteralString, params: Sequence[str] | None = None) -> None:
    """What only somebody can do to whom the database belongs."""
    with psycopg.connect(url) as connection:
        connection.execute("alter table accesses disable trigger all")
        connection.execute(tampering, params)


async def test_an_entry_that_is_sound_but_not_chained_is_found(fresh: Pool, fresh_database: str) -> None:
    await three(fresh)
    forged = replace((await entries(fresh))[1], previous="0" * 64)
    owner_does(
        fresh_database,
        "update accesses set previous = %s, digest = %s where index = 2",
        [forged.previous, forged.computed()],
    )
    broken = (await check_accesses(fresh)).broken
    assert broken is not None
    assert (broken.index, broken.kind) == (2, "unchained")


async def test_a_digest_kept_elsewhere_tells_of_an_end_cut_off_and_of_a_chain_made_anew(
    fresh: Pool, fresh_database: str
) -> None:
    await three(fresh)
    last = (await check_accesses(fresh)).last
    assert (await check_accesses(fresh, last)).broken is None
    assert (await check_accesses(fresh, KeptDigest(2, (await entries(fresh))[1].digest))).broken is None
    owner_does(fresh_database, "delete from accesses where index = 3")
    assert (await check_accesses(fresh)).broken is None  # nothing in the chain itself tells
    cut = (await check_accesses(fresh, last)).broken
    assert cut is not None
    assert (cut.index, cut.kind) == (3, "missing")
    await access_log.note_access(fresh, AUDITOR, AccessAct.TIMELINE, [])
    anew = (await check_accesses(fresh, last)).broken
    assert anew is not None
    assert (anew.index, anew.kind) == (3, "not_as_kept")


async def test_each_days_last_entry_is_logged_and_tells_the_same_without_anything_kept(
    fresh: Pool, fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "SETTLED", timedelta(0))  # entries are of this moment
    await three(fresh)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert await log.sign_due_head(fresh, SIGNER, datetime.now(UTC)) is None, "the day is not over"
    made = await log.sign_due_head(fresh, SIGNER, tomorrow)
    assert made is not None
    assert made.size == 1
    assert (await check_accesses(fresh)).broken is None
    assert [each async for each in whole(fresh)] == []
    assert await log.sign_due_head(fresh, SIGNER, tomorrow + timedelta(days=1)) is None, "nobody looked since"

    owner_does(fresh_database, "delete from accesses where index = 3")
    cut = (await check_accesses(fresh)).broken
    assert cut is not None
    assert (cut.index, cut.kind) == (3, "missing")
    await access_log.note_access(fresh, AUDITOR, AccessAct.TIMELINE, [])
    anew = (await check_accesses(fresh)).broken
    assert anew is not None
    assert (anew.index, anew.kind) == (3, "not_as_logged")
    assert [str(each) async for each in whole(fresh)] == [
        "access 3: was logged and is gone, or has another digest"
    ]


async def test_an_empty_ledger_is_whole(fresh: Pool) -> None:
    checked = await check_accesses(fresh)
    assert (checked.entries, checked.last, checked.broken) == (0, KeptDigest(0, FIRST_PREVIOUS), None)
