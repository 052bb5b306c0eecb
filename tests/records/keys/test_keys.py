import asyncio
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.database import Pool, rows
from records.keys.report_key import LocalWrapper, Redacted, ReportKey, SealBroken
from records.keys.store import KeyDestroyed, KeyStore, KeyUnavailable, UnknownReport
from tests.records.samples import batch, facts, record, tracking_number
from workflows.procedure.model.facts import as_digested

KEY = ReportKey("k_1", b"k" * 32)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_again(text: str) -> None:
    value = KEY.seal(text)
    assert KEY.open(value) == text
    assert value.length == len(text)
    assert as_digested(value.model_dump()) == {"commitment": value.commitment, "length": len(text)}


def test_equal_texts_are_sealed_differently_and_their_commitments_tell_nothing() -> None:
    first, second = KEY.seal("081234567890"), KEY.seal("081234567890")
    assert first.sealed != second.sealed
    assert first.commitment != second.commitment
    assert first.commitment != sha256(b"081234567890").hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        {"commitment": "00" * 32},
        {"key": "k_2"},
        {"sealed": "AAAA"},
        {"sealed": "%%%"},
        {"sealed": KEY.seal("another").sealed},
    ],
)
def test_a_seal_that_was_tampered_with_does_not_open(changed: dict[str, str]) -> None:
    with pytest.raises(SealBroken):
        KEY.open(KEY.seal("a text").model_copy(update=changed))


def test_a_redacted_value_says_so() -> None:
    with pytest.raises(Redacted):
        KEY.open(KEY.seal("a text").model_copy(update={"sealed": None}))


def test_a_key_is_bound_to_its_id_and_its_secret_never_shows() -> None:
    with pytest.raises(SealBroken):
        ReportKey("k_2", KEY.secret).open(KEY.seal("a text").model_copy(update={"key": "k_2"}))
    assert "kkk" not in repr(KEY)


async def test_thirty_at_once_make_one_key(pool: Pool) -> None:
    number = tracking_number()
    stores = [KeyStore(pool, LocalWrapper(b"m" * 32)) for _ in range(30)]
    made = await asyncio.gather(*(store.create(number) for store in stores))
    assert len(set(made)) == 1
    assert await KeyStore(pool, LocalWrapper(b"m" * 32)).of(number) == made[0]


async def test_a_key_of_another_master_or_another_row_does_not_unwrap(pool: Pool, keys: KeyStore) -> None:
    number, other = tracking_number(), tracking_number()
    await keys.create(number)
    await keys.create(other)
    with pytest.raises(SealBroken):
        await KeyStore(pool, LocalWrapper(b"n" * 32)).of(number)
    wrapped = "(select wrapped from report_keys where report = %s)"
    steal = f"update report_keys set wrapped = {wrapped} where report = %s"  # noqa: S608
    await rows(pool, steal, [number, other])
    with pytest.raises(SealBroken):
        await KeyStore(pool, LocalWrapper(b"m" * 32)).of(other)


async def test_an_unknown_report_has_no_key(keys: KeyStore) -> None:
    with pytest.raises(UnknownReport):
        await keys.of("nobody")
    with pytest.raises(UnknownReport):
        await keys.destroy("nobody")


async def test_a_destroyed_key_is_gone_for_ever_and_with_it_the_search_text(
    pool: Pool, keys: KeyStore
) -> None:
    number = tracking_number()
    await keys.create(number)
    sent = batch(number, facts(number, 1), search=["00a1", "00a2"])
    await record(pool, sent)
    await keys.destroy(number)
    await keys.destroy(number)
    await record(pool, sent)  # a worker that still had the key in memory
    for asked in (keys.of(number), keys.create(number)):
        with pytest.raises(KeyDestroyed):
            await asked
    (kept,) = await rows(pool, "select search from report_texts where report = %s", [number])
    assert kept == {"search": None}


async def test_a_key_that_another_process_destroyed_is_forgotten_also_if_it_was_just_read(
    pool: Pool, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, just_read = tracking_number(), tracking_number()
    await keys.create(kept)
    await keys.create(just_read)
    other = KeyStore(pool, LocalWrapper(b"m" * 32))
    await other.of(kept)
    unwrap = other._wrapper.unwrap

    async def overtaken(*arguments: bytes) -> bytes:
        monkeypatch.undo()
        await keys.destroy(just_read)
        await other.forget_destroyed()
        return await unwrap(*arguments)

    monkeypatch.setattr(other._wrapper, "unwrap", overtaken)
    await other.of(just_read)
    await keys.destroy(kept)
    await other.forget_destroyed()
    for number in (kept, just_read):
        with pytest.raises(KeyDestroyed):
            await other.of(number)


async def test_a_known_key_outlasts_sql_for_minutes_and_no_longer(
    pool: Pool, away: Pool, keys: KeyStore
) -> None:
    number = tracking_number()
    now = [0.0]
    store = KeyStore(pool, LocalWrapper(b"m" * 32), seconds=600, clock=lambda: now[0])
    key = await store.create(number)
    store._pool = away
    now[0] = 599
    assert await store.of(number) == key
    now[0] = 600
    for asked in (store.of(number), store.create(tracking_number()), store.destroy(number)):
        with pytest.raises(KeyUnavailable):
            await asked


async def test_the_keys_of_a_list_come_at_once_without_those_destroyed(
    pool: Pool, away: Pool, keys: KeyStore
) -> None:
    numbers = [tracking_number() for _ in range(3)]
    made = {number: await keys.create(number) for number in numbers}
    await keys.destroy(numbers[2])
    store = KeyStore(pool, LocalWrapper(b"m" * 32))
    found = await store.of_all([*numbers, "nobody", numbers[0]])
    assert found == {number: made[number] for number in numbers[:2]}
    store._pool = away
    assert await store.of_all(numbers[:2]) == found
    with pytest.raises(KeyUnavailable):
        await store.of_all(numbers)


async def test_only_the_lately_used_keys_stay_in_memory(pool: Pool, away: Pool) -> None:
    store = KeyStore(pool, LocalWrapper(b"m" * 32), most=2)
    numbers = [tracking_number() for _ in range(3)]
    await store.create(numbers[0])
    await store.create(numbers[1])
    await store.of(numbers[0])
    await store.create(numbers[2])
    store._pool = away
    await store.of(numbers[0])
    await store.of(numbers[2])
    with pytest.raises(KeyUnavailable):
        await store.of(numbers[1])
