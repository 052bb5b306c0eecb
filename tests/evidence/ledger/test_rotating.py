"""Whose key signs the log."""

import pytest

from evidence.ledger import log, stored_keys
from evidence.ledger.heads import verify_chain
from evidence.ledger.keys import Keys, RotationRefused, Signer
from evidence.ledger.stored_keys import KeyNotCurrent
from records.database import Pool
from tests.evidence.ledger.scene import HOUR, NOW, count, keys, recorded

OTHER = Signer(b"o" * 32)


async def test_the_first_signer_makes_the_log_theirs(pool: Pool, signer: Signer) -> None:
    assert await stored_keys.read_keys(pool) is None
    await log.sign_head(pool, signer, now=NOW)
    known = await keys(pool)
    assert known == Keys(log=signer.fingerprint, first=signer.public.hex(), rotations=[])


async def test_another_key_signs_nothing_until_it_was_announced(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 1)
    await log.sign_head(pool, signer, now=NOW)
    await recorded(pool, 1)
    with pytest.raises(KeyNotCurrent, match=f"signed by the key {signer.fingerprint}"):
        await log.sign_head(pool, OTHER, now=NOW)
    assert (await count(pool, "ledger_leaves"), await count(pool, "ledger_heads")) == (2, 1)
    with pytest.raises(KeyNotCurrent):
        await log.rotate_key(pool, OTHER, Signer(b"x" * 32), now=NOW)


async def test_after_a_rotation_the_new_key_signs_and_the_old_one_no_more(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 1)
    first = await log.sign_head(pool, signer, now=NOW)
    rotation = await log.rotate_key(pool, signer, OTHER, now=NOW + HOUR)
    await recorded(pool, 1)
    with pytest.raises(KeyNotCurrent):
        await log.sign_head(pool, signer, now=NOW + 2 * HOUR)
    second = await log.sign_head(pool, OTHER, now=NOW + 2 * HOUR)
    assert (second.log, second.key) == (signer.fingerprint, OTHER.fingerprint)
    known = await keys(pool)
    assert known.rotations == [rotation]
    verify_chain([first, second], known)


async def test_a_rotation_and_the_next_head_are_not_dated_back_by_a_clock_that_went_back(
    pool: Pool, signer: Signer
) -> None:
    await recorded(pool, 1, NOW - 3 * HOUR)
    first = await log.sign_head(pool, signer, now=NOW)
    rotation = await log.rotate_key(pool, signer, OTHER, now=NOW - HOUR)
    await recorded(pool, 1, NOW - 3 * HOUR)
    second = await log.sign_head(pool, OTHER, now=NOW - 2 * HOUR)
    assert rotation.at == first.at == second.at
    verify_chain([first, second], await keys(pool))


async def test_rotating_again_changes_nothing(pool: Pool, signer: Signer) -> None:
    once = await log.rotate_key(pool, signer, OTHER, now=NOW)
    assert await log.rotate_key(pool, signer, OTHER, now=NOW + HOUR) == once
    assert (await keys(pool)).rotations == [once]


async def test_a_key_that_had_its_term_does_not_come_back(pool: Pool, signer: Signer) -> None:
    await log.rotate_key(pool, signer, OTHER, now=NOW)
    with pytest.raises(RotationRefused, match="comes back"):
        await log.rotate_key(pool, OTHER, signer, now=NOW)
    assert len((await keys(pool)).rotations) == 1
