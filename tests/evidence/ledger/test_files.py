"""Heads and keys as files in the archive's store."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.archive.store import Store
from evidence.ledger import files, log, stored_keys
from evidence.ledger.files import HeadDiffers, find_unpublished, publish_heads
from evidence.ledger.heads import Head
from evidence.ledger.keys import Keys, Signer
from records.database import Pool
from tests.evidence.ledger.scene import HOUR, NOW, by_force, recorded


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path))


async def headed(pool: Pool, signer: Signer) -> Head:
    await recorded(pool, 1)
    return await log.sign_head(pool, signer, now=NOW)


async def test_every_head_becomes_a_file_to_the_byte_once(
    pool: Pool, signer: Signer, store: Store, tmp_path: Path
) -> None:
    assert await publish_heads(pool, store) == 0
    made = [await headed(pool, signer) for _ in range(3)]
    assert [await publish_heads(pool, store), await publish_heads(pool, store)] == [3, 0]
    written = {path.name: path.read_bytes() for path in (tmp_path / "heads").iterdir()}
    assert {head.size: Head.read(written.pop(f"{head.size}.json")) for head in made} == {
        head.size: head for head in made
    }
    assert Keys.read(written.pop("keys.json")) == await stored_keys.read_keys(pool)
    assert Head.read(written.pop("latest.json")) == made[-1]
    assert written == {}


async def test_what_was_left_undone_is_made_up_for(
    pool: Pool, signer: Signer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "AT_ONCE", 2)
    await headed(pool, signer)
    await publish_heads(pool, store)
    for _ in range(5):
        await headed(pool, signer)
    assert await publish_heads(pool, store) == 5
    assert [each async for each in find_unpublished(pool, store)] == []


async def test_a_head_that_was_just_signed_may_lack_its_file_and_an_older_one_may_not(
    pool: Pool, signer: Signer, store: Store
) -> None:
    await recorded(pool, 1)
    made = await log.sign_head(pool, signer, now=datetime.now(UTC))
    assert [each async for each in find_unpublished(pool, store)] == []
    await store.put(files.head_name(made.size), b"{}")
    assert [each.message async for each in find_unpublished(pool, store)] == ["is another head"]


async def test_keys_are_published_anew_when_one_gives_way(pool: Pool, signer: Signer, store: Store) -> None:
    await headed(pool, signer)
    await publish_heads(pool, store)
    await log.rotate_key(pool, signer, Signer(b"o" * 32), now=NOW + HOUR)
    await publish_heads(pool, store)
    content = await store.get("heads/keys.json")
    assert content is not None
    assert len(Keys.read(content).rotations) == 1


async def test_another_log_does_not_replace_what_was_published(
    pool: Pool, signer: Signer, store: Store
) -> None:
    await headed(pool, signer)
    published = Head.of(Signer(b"o" * 32), "0" * 64, 1, bytes(32), NOW, None).canonical()
    await store.put("heads/1.json", published)
    with pytest.raises(HeadDiffers, match=r"heads/1\.json is no head of this log"):
        await publish_heads(pool, store)
    assert await store.get("heads/1.json") == published
    assert await store.get("heads/latest.json") is None
    assert [str(each) async for each in find_unpublished(pool, store)] == [
        "file heads/1.json: is another head"
    ]


async def test_a_log_that_has_lost_its_end_publishes_nothing_more(
    pool: Pool, signer: Signer, store: Store
) -> None:
    for _ in range(3):
        await headed(pool, signer)
    await publish_heads(pool, store)
    await by_force(
        pool,
        "delete from ledger_heads where size > 1",
        "delete from ledger_leaves where index > 0",
        "update ledger_tiles set hashes = substr(hashes, 1, 32)",
    )
    await recorded(pool, 4)
    again = await log.sign_head(pool, signer, now=NOW)
    assert again.size == 5
    with pytest.raises(HeadDiffers, match=r"heads/latest\.json is no head of this log"):
        await publish_heads(pool, store)
    assert await store.get("heads/5.json") is None
    assert [each.name async for each in find_unpublished(pool, store)] == [
        "heads/5.json",
        "heads/latest.json",
    ]


async def test_a_file_that_is_gone_is_named(pool: Pool, signer: Signer, store: Store, tmp_path: Path) -> None:
    for _ in range(3):
        await headed(pool, signer)
    await publish_heads(pool, store)
    (tmp_path / "heads" / "2.json").unlink()
    assert [str(each) async for each in find_unpublished(pool, store)] == ["file heads/2.json: is gone"]
