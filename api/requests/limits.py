"""How often: counted in the record for all API processes together, and in this process while SQL is away.

Whatever is limited is counted before it is judged, or in one step with it, so that requests in parallel are
never judged more often than one after another would be.
"""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address

from api.answers.problems import Problem
from api.requests.local_limits import Delays, Window
from fields.tracking_numbers import keyed
from records.database import SQL_AWAY, Pool
from records.requests import limits
from records.requests.limits import Judged, Reserved
from runtime.settings import Settings

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0

SIGN_INS_AT_ONCE = 2
"""Of one address, in this process: more than that wait in line, so that right ones don't use up the limit."""
STATEMENTS_AT_ONCE = 4
"""Of this process: a flood waits here, and leaves connections to those who decide and read."""
FEEDS_HOURLY = 3000
TOO_MANY_REPORTS = "Too many reports from where you are; try again in a second."
TOO_MANY_CALENDARS = "Too many calendars were read from where you are; try again later."


def address_key(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 of an IPv6 one that a household has."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)


def too_often(detail: str, wait: float) -> Problem:
    """A 429 problem that says in how many seconds to try again."""
    seconds = max(1, math.ceil(wait))
    return Problem(429, "too_often", detail, headers={"Retry-After": str(seconds)}, retry_after=seconds)


@dataclass(frozen=True, slots=True)
class Keys:
    """What is counted under: hashes, so that the record tells neither names nor addresses."""

    secret: bytes

    def of(self, *parts: str) -> str:
        """The key of these together."""
        return keyed(self.secret, "limit", *parts).hex()[:40]


@dataclass(slots=True)
class OfAddress:
    """How often an address may do one thing within `seconds`. `name` is what that is counted under, `refusal`
    what is said to who did it too often."""

    pool: Pool
    keys: Keys
    name: str
    most: int
    seconds: float
    refusal: str
    _here: Window = field(default_factory=Window)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(STATEMENTS_AT_ONCE))

    async def take(self, address: str) -> None:
        """One more. Raises a 429 problem where the address has used up its number."""
        key = self.keys.of(self.name, address_key(address))
        taken = self._here.take(key, self.most, self.seconds)
        if taken.granted:
            with suppress(*SQL_AWAY):
                async with self._turns:
                    taken = await limits.count_request(self.pool, key, self.most, self.seconds)
        if not taken.granted:
            raise too_often(self.refusal, taken.wait)


class Attempt:
    """A sign-in under way; it counts as failed unless it turns out right."""

    def __init__(self) -> None:
        self.is_right = False


@dataclass(slots=True)
class SignIns:
    """Failed sign-ins per address and minute, and as many per account."""

    pool: Pool
    keys: Keys
    most: int
    seconds: float = MINUTE
    _here: Window = field(default_factory=Window)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(STATEMENTS_AT_ONCE))
    _lines: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    _waiting: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def attempt(self, address: str, username: str) -> AsyncIterator[Attempt]:
        """Judge a password within the block, and say in the attempt if it was right. Raises a 429 problem
        where there were too many wrong ones. What the block raises leaves nothing counted."""
        source = address_key(address)
        keys = [
            self.keys.of("signed_in", username, source),
            self.keys.of("sign_in_address", source),
            self.keys.of("sign_in_account", username),
        ]
        async with self._in_line(keys[1]):
            reserved = await self._reserve(keys)
            if not reserved.granted:
                raise too_often(
                    "Too many wrong passwords for this account, or from where you are; try again later.",
                    reserved.wait,
                )
            attempt = Attempt()
            try:
                yield attempt
            except Exception:  # not a cancellation: who hangs up gets no attempt back
                await self._give_back(reserved, None)
                raise
            if attempt.is_right:
                await self._give_back(reserved, keys[0])

    async def _reserve(self, keys: list[str]) -> Reserved:
        try:
            async with self._turns:
                return await limits.reserve_sign_in(self.pool, keys, self.most, self.seconds)
        except SQL_AWAY:  # then nobody signs in anyway; but the database may be slow only
            taken = [(key, self._here.take(key, self.most, self.seconds)) for key in keys[1:]]
            granted = all(each.granted for _, each in taken)
            return Reserved(granted, max(each.wait for _, each in taken), [], [])

    async def _give_back(self, reserved: Reserved, right: str | None) -> None:
        with suppress(*SQL_AWAY):
            if right:
                await limits.note_success(self.pool, right, reserved)
            else:
                await limits.give_back(self.pool, reserved)

    @asynccontextmanager
    async def _in_line(self, key: str) -> AsyncIterator[None]:
        line = self._lines.setdefault(key, asyncio.Semaphore(SIGN_INS_AT_ONCE))
        self._waiting[key] += 1
        try:
            async with line:
                yield
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._lines[key]


@dataclass(slots=True)
class Pins:
    """Wrong PINs of a report: a few are free, then each doubles the wait, up to a longest; and per address.

    Never a lasting lock: after the wait the right PIN opens, and the count begins anew. An address from which
    a report was opened has a count of its own for it, so that no stranger's guesses keep its reporter out. An
    address that has used up its number still opens a report with the right PIN; only where the report itself
    is beyond its free ones, and was never opened from there, it waits.
    """

    pool: Pool
    keys: Keys
    free: int
    longest: int
    hourly: int
    _here: Delays = field(default_factory=Delays)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(STATEMENTS_AT_ONCE))

    async def require(self, report: str | None, address: str, *, is_right: bool) -> bool:
        """Whether the PIN was right; counted if not, under the address alone where the number is none.
        Raises a 429 problem, whatever the PIN was, during a wait."""
        source = address_key(address)
        by_address = self.keys.of("pin_address", source)
        if report is None:
            judged = await self._no_number(by_address)
        else:
            pair = self.keys.of("opened", report, source)
            judged = await self._judged([report, pair, by_address], is_right)
        if judged.verdict == "wait":
            detail = "Too many wrong PINs for this report, or from where you are; try again later."
            raise too_often(detail, judged.wait)
        return judged.verdict == "opened"

    async def _judged(self, keys: list[str], is_right: bool) -> Judged:
        free, longest, hourly = self.free, self.longest, self.hourly
        try:
            async with self._turns:
                judged = await limits.judge_pin(
                    self.pool, keys, is_right=is_right, free=free, longest=longest, hourly=hourly
                )
        except SQL_AWAY:
            return self._here.judge_pin(keys, is_right=is_right, free=free, longest=longest, hourly=hourly)
        self._here.note(keys, judged)
        return judged

    async def _no_number(self, by_address: str) -> Judged:
        try:
            async with self._turns:
                taken = await limits.count_request(self.pool, by_address, self.hourly, HOUR)
        except SQL_AWAY:
            taken = self._here.addresses.take(by_address, self.hourly, HOUR)
        return Judged("wrong" if taken.granted else "wait", taken.wait)


@dataclass(slots=True)
class NewPins:
    """Requests for a new PIN per address and hour, and per contact and day, be it on record or not."""

    pool: Pool
    keys: Keys
    hourly: int
    daily: int
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(STATEMENTS_AT_ONCE))

    async def take(self, address: str, contact: str) -> None:
        """One more. Raises a 429 problem, and one of `SQL_AWAY`: then none could be sent either."""
        by_address = self.keys.of("new_pin_address", address_key(address))
        by_contact = self.keys.of("new_pin_contact", contact)
        async with self._turns:
            taken = await limits.count_request(self.pool, by_address, self.hourly, HOUR)
            if taken.granted:
                taken = await limits.count_request(self.pool, by_contact, self.daily, DAY)
        if not taken.granted:
            detail = "Too many new PINs were asked for from where you are, or for this contact; try later."
            raise too_often(detail, taken.wait)


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything that is counted. `intake` is of reports; `feeds` of reads of calendar feeds: calendar
    programs behind one address ask now and then, and whoever guesses addresses asks often."""

    intake: OfAddress
    sign_ins: SignIns
    pins: Pins
    new_pins: NewPins
    feeds: OfAddress

    @classmethod
    def of(cls, settings: Settings, pool: Pool) -> "Limits":
        """The limits that `settings` sets."""
        keys = Keys(settings.intake_secret)
        return cls(
            OfAddress(pool, keys, "intake", settings.intake_per_second, 1.0, TOO_MANY_REPORTS),
            SignIns(pool, keys, settings.failed_sign_ins_per_minute),
            Pins(
                pool, keys, settings.wrong_pins, settings.wrong_pin_longest_delay, settings.wrong_pins_hourly
            ),
            NewPins(pool, keys, settings.new_pins_hourly, settings.new_pins_daily),
            OfAddress(pool, keys, "feed_address", FEEDS_HOURLY, HOUR, TOO_MANY_CALENDARS),
        )
