"""A whole ledger has no differences; whatever the database's owner changes in it or in the facts is named."""

from datetime import UTC, datetime

import pytest
from psycopg.types.json import Jsonb

from evidence.ledger import log, merkle, tiles
from evidence.ledger.check import check_ledger
from evidence.ledger.heads import Head, Leaf
from evidence.ledger.keys import Signer
from records.database import Pool, rows
from tests.evidence.ledger.scene import HOUR, SECOND, Statement, add, ago, by_force, chain, recorded
from workflows.procedure.model.facts import Fact

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
OTHER = Signer(b"o" * 32)
SIZE = 602
"""Leaves: two full tiles, and one that isn't."""


async def told(pool: Pool) -> list[str]:
    return [str(each) async for each in check_ledger(pool)]


@pytest.fixture
async def reports(pool: Pool, signer: Signer) -> dict[str, list[Fact]]:
    """Three reports whose facts are logged, under heads of 2, 302 and all leaves."""
    made = {}
    for at, (name, facts) in enumerate((("A", 2), ("B", 300), ("C", 300))):
        made[name] = chain(name, facts, ago((5 - at) * HOUR))
        await add(pool, name, made[name])
        await log.sign_head(pool, signer, now=NOW + at * HOUR)
    return made


async def test_a_whole_ledger_has_no_differences(
    pool: Pool, reports: dict[str, list[Fact]], signer: Signer
) -> None:
    await recorded(pool, 2, ago(5 * SECOND))
    await add(pool, "A", chain("A", 1, ago(HOUR), data={"of": "another task"}))
    await log.rotate_key(pool, signer, OTHER, now=NOW)
    looked: list[int] = []
    assert [each async for each in check_ledger(pool, looked.append)] == []
    assert sum(looked) == SIZE
    await log.sign_head(pool, OTHER, now=NOW)
    assert await told(pool) == []


async def test_an_empty_ledger_has_no_differences(pool: Pool, signer: Signer) -> None:
    assert await told(pool) == []
    await log.sign_head(pool, signer, now=NOW)
    assert await told(pool) == []


DIGEST = "0" * 64
TAMPERING: dict[str, tuple[list[Statement], list[str]]] = {
    "a leaf changed": (
        ["update ledger_leaves set digest = repeat('0', 64) where index = 300"],
        [
            "fact 299 of B: has another digest than was logged",
            "leaf 300: is not the one that was logged",
            "fact 299 of B: is neither logged nor due to be",
        ],
    ),
    "leaves exchanged": (
        [
            "update ledger_leaves set index = 9999 where index = 1",
            "update ledger_leaves set index = 1 where index = 0",
            "update ledger_leaves set index = 0 where index = 9999",
        ],
        ["leaf 0: is not the one that was logged", "leaf 1: is not the one that was logged"],
    ),
    "a leaf deleted": (
        ["delete from ledger_leaves where index = 300"],
        ["leaf 300: is gone", "fact 299 of B: is neither logged nor due to be"],
    ),
    "the last leaf deleted": (
        ["delete from ledger_leaves where index = 601"],
        [
            "tiles of level 0: hold 602 hashes, where 601 leaves make 601",
            "leaf 601: is gone",
            "fact 300 of C: is neither logged nor due to be",
        ],
    ),
    "a leaf added": (
        ["insert into ledger_leaves values (602, 'C', 301, repeat('0', 64), now())"],
        [
            "tiles of level 0: hold 602 hashes, where 603 leaves make 603",
            "fact 301 of C: was logged and is gone",
            "tiles 0/2: lack hash 90",
        ],
    ),
    "a hash changed": (
        ["update ledger_tiles set hashes = set_byte(hashes, 32 * 5, 255) where (level, index) = (0, 2)"],
        ["leaf 517: is not the one that was logged", "head 602: its root is not that of the log"],
    ),
    "a hash of a full tile changed": (
        ["update ledger_tiles set hashes = set_byte(hashes, 32 * 5, 255) where (level, index) = (0, 0)"],
        ["leaf 5: is not the one that was logged", "tiles 1/0: hash 0 is not that of tile 0/0"],
    ),
    "a hash of the second level changed": (
        ["update ledger_tiles set hashes = set_byte(hashes, 32, 255) where (level, index) = (1, 0)"],
        ["tiles 1/0: hash 1 is not that of tile 0/1", "head 602: its root is not that of the log"],
    ),
    "a tile deleted": (
        ["delete from ledger_tiles where (level, index) = (1, 0)"],
        [
            "tiles 1/0: lack hash 0",
            "tiles 1/0: lack hash 1",
            "head 302: its root can't be made anew: tile (1, 0) lacks hashes from 0 on",
            "head 602: its root can't be made anew: tile (1, 0) lacks hashes from 0 on",
        ],
    ),
    "a tile grown": (
        ["update ledger_tiles set hashes = hashes || hashes where (level, index) = (1, 0)"],
        ["tiles of level 1: hold 4 hashes, where 602 leaves make 2"],
    ),
    "a head's root changed": (
        ["update ledger_heads set head = head || jsonb_build_object('root', head->>'log') where size = 302"],
        [
            "head 302: the head's signature does not fit: something in it was changed",
            "head 302: its root is not that of the log",
            "head 602: the head of 602 leaves names another one before it",
        ],
    ),
    "a head deleted": (
        ["delete from ledger_heads where size = 302"],
        ["head 602: the head of 602 leaves names another one before it"],
    ),
    "the first head deleted": (
        ["delete from ledger_heads where size = 2"],
        ["head 302: it names one before it, which is gone"],
    ),
    "a head that is none": (
        ["update ledger_heads set head = head || '{\"extra\": 1}' where size = 602"],
        ["head 602: is no head"],
    ),
    "the keys deleted": (
        ["delete from ledger_keys"],
        [f"head {size}: no key is known that it could be verified by" for size in (2, 302, 602)],
    ),
    "the first key changed": (
        [("update ledger_keys set public = %s", [OTHER.public.hex()])],
        [f"head {size}: the head is another log's" for size in (2, 302, 602)],
    ),
    "a rotation invented": (
        ["""insert into ledger_keys select 1, repeat('0', 64), '{"log": "x"}'"""],
        [
            "keys of the log: are not well-formed",
            *(f"head {size}: no key is known that it could be verified by" for size in (2, 302, 602)),
        ],
    ),
    "a fact's data changed": (
        ["update recorded_facts set data = '{}' where (report, number) = ('B', 7)"],
        ["fact 7 of B: was changed: its digest is no longer that of what it says"],
    ),
    "a fact's actor changed": (
        ["update recorded_facts set actor = actor || '{\"id\": \"a_2\"}' where (report, number) = ('B', 7)"],
        ["fact 7 of B: was changed: its digest is no longer that of what it says"],
    ),
    "a fact's digest changed": (
        ["update recorded_facts set digest = repeat('0', 64) where (report, number) = ('B', 7)"],
        [
            "fact 7 of B: has another digest than was logged",
            "fact 7 of B: is neither logged nor due to be",
        ],
    ),
    "a fact deleted": (
        ["delete from recorded_facts where (report, number) = ('C', 300)"],
        ["fact 300 of C: was logged and is gone"],
    ),
    "a fact inserted": (
        [
            "insert into recorded_facts select report, 301, at, recorded_at, kind, actor, data, previous, "
            "repeat('0', 64) from recorded_facts where (report, number) = ('C', 300)"
        ],
        ["fact 301 of C: is neither logged nor due to be"],
    ),
    "facts swapped between reports": (
        [
            "update recorded_facts set report = 'X' where (report, number) = ('B', 9)",
            "update recorded_facts set report = 'B' where (report, number) = ('C', 9)",
            "update recorded_facts set report = 'C' where report = 'X'",
        ],
        [
            "fact 9 of B: has another digest than was logged",
            "fact 9 of C: has another digest than was logged",
            "fact 9 of B: is neither logged nor due to be",
            "fact 9 of C: is neither logged nor due to be",
        ],
    ),
}


@pytest.mark.parametrize(("statements", "named"), TAMPERING.values(), ids=TAMPERING)
@pytest.mark.usefixtures("reports")
async def test_whatever_is_changed_is_named(
    pool: Pool, statements: list[Statement], named: list[str]
) -> None:
    await by_force(pool, *statements)
    assert await told(pool) == named


@pytest.mark.usefixtures("reports")
async def test_a_log_rewritten_from_its_leaves_up_contradicts_its_heads(pool: Pool) -> None:
    forged = Leaf(report="B", number=299, digest=DIGEST)
    (row,) = await rows(pool, "select hashes from ledger_tiles where (level, index) = (0, 1)")
    hashes = tiles.split_tile(row["hashes"])
    hashes[300 - 256] = forged.hash()
    await by_force(
        pool,
        ("update ledger_leaves set digest = %s where index = 300", [DIGEST]),
        ("update ledger_tiles set hashes = %s where (level, index) = (0, 1)", [b"".join(hashes)]),
        (
            "update ledger_tiles set hashes = overlay(hashes placing %s from 33) where level = 1",
            [merkle.root(hashes)],
        ),
    )
    assert [each for each in await told(pool) if each.startswith(("leaf", "tiles", "head"))] == [
        "head 302: its root is not that of the log",
        "head 602: its root is not that of the log",
    ]


async def test_a_head_signed_again_by_another_key_is_named(
    pool: Pool, reports: dict[str, list[Fact]]
) -> None:
    before, last = await log.head_of_size(pool, 302), await log.head_of_size(pool, 602)
    assert before is not None
    assert last is not None
    again = Head.of(OTHER, last.log, last.size, bytes.fromhex(last.root), NOW + 9 * HOUR, before)
    await by_force(pool, ("update ledger_heads set head = %s where size = 602", [Jsonb(again.wire())]))
    assert await told(pool) == [
        f"head 602: the head is signed by a key that the log never had: {OTHER.fingerprint}"
    ]


async def test_a_fact_kept_from_being_logged_is_named(pool: Pool, signer: Signer) -> None:
    report = await recorded(pool, 1, ago(5 * SECOND))
    await by_force(pool, "delete from ledger_due")
    assert await told(pool) == [f"fact 1 of {report}: is neither logged nor due to be"]
