"""Counts that all API processes share: each call judges and counts in one statement.

Keys are keyed hashes, see `api.requests.limits`. Each function raises one of `SQL_AWAY`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from records.database import POINT, Pool, rows

# In SQL: function
TAKE = "select granted, wait from take_from_window(%s, %s, %s, true)"
RESERVE = "select granted, wait, keys, slots from reserve_sign_in(%s, %s, %s, %s, %s)"
GIVE_BACK = "select give_back_to_window(key, slot) from unnest(%s::text[], %s::bigint[]) as each(key, slot)"
KNOW = "select know_source(%s)"
JUDGE = "select verdict, wait from judge_pin(%s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether one more was counted; if not, in how many seconds it may be."""

    granted: bool
    wait: float


@dataclass(frozen=True, slots=True)
class Reserved:
    """The same for a sign-in, and where it was counted, for it to be given back."""

    granted: bool
    wait: float
    keys: list[str]
    slots: list[int]


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a PIN. `wait` says nothing about it, but in how many seconds it may be tried again."""

    verdict: Literal["opened", "wrong", "wait"]
    wait: float


async def count_request(pool: Pool, key: str, most: int, seconds: float) -> Taken:
    """Counts one more of that key unless `most` were counted within the last `seconds`."""
    return Taken(**(await rows(pool, TAKE, [key, most, seconds], within=POINT))[0])


async def reserve_sign_in(pool: Pool, keys: Sequence[str], most: int, seconds: float) -> Reserved:
    """Counts a sign-in as failed before its password is judged, unless there were `most` within `seconds`.

    `keys`: of account and address together, which counts alone where they are known to belong together; of
    the address; of the account.
    """
    return Reserved(**(await rows(pool, RESERVE, [*keys, most, seconds], within=POINT))[0])


async def note_success(pool: Pool, pair: str, reserved: Reserved) -> None:
    """The password was right: nothing is counted, and account and address are known to belong together."""
    await rows(pool, KNOW, [pair], within=POINT)
    await give_back(pool, reserved)


async def give_back(pool: Pool, reserved: Reserved) -> None:
    """The password was not judged: nothing is counted."""
    await rows(pool, GIVE_BACK, [reserved.keys, reserved.slots], within=POINT)


async def judge_pin(
    pool: Pool, keys: Sequence[str], *, is_right: bool, free: int, longest: int, hourly: int
) -> Judged:
    """Judges a PIN, and counts it where it is wrong. `keys`: the report; of report and address together; of
    the address. After `free` wrong ones each doubles the wait, up to `longest` seconds."""
    values = [*keys, is_right, free, longest, hourly]
    return Judged(**(await rows(pool, JUDGE, values, within=POINT))[0])
