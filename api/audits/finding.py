"""What an auditor types, and where it leads: a tracking number, a fact, a digest, or a head."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.audits.rights import require_audit_watcher
from api.requests.access import Reading
from api.services import Services
from evidence.digests import SHORTEST, FoundFact, find_facts, find_head_over, find_heads
from evidence.ledger import log
from evidence.ledger.canonical_model import LARGEST
from evidence.ledger.heads import Head
from evidence.replay.known_reports import is_kept, unrecorded
from fields.tracking_numbers import WrongCheck, parse_number

MOST = 20
"""Matches of one prefix that are shown."""
FACT = re.compile(r"(.+?)\s*[/#]\s*(?:fakta|fact)?\s*([0-9]{1,9})", re.IGNORECASE)
HEX = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")
DIGITS = re.compile(r"[0-9]{1,3}(?:[.,]?[0-9]{3})*|[0-9]{1,18}")
LONGEST = 200
"""Characters that are looked at."""


@dataclass(frozen=True, slots=True)
class Understood:
    """All that a text may mean; null for what it can't. `fact` is a number in `report`. `is_mistyped` says
    that it looks like a tracking number whose last character is wrong."""

    report: str | None = None
    fact: int | None = None
    size: int | None = None
    prefix: str | None = None
    is_mistyped: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether it is nothing that can be looked for."""
        return self.report is None and self.size is None and self.prefix is None


def understand(text: str) -> Understood:
    """What `text` may mean, however it was typed."""
    plain = " ".join(text[:LONGEST].split())
    if fact := FACT.fullmatch(plain):
        report, is_mistyped = _read_number(fact[1])
        return Understood(report=report, fact=int(fact[2]) if report else None, is_mistyped=is_mistyped)
    report, is_mistyped = _read_number(plain)
    size = int(re.sub("[.,]", "", plain)) if DIGITS.fullmatch(plain) else None
    hexadecimal = plain.lower().removeprefix("sha256:").removeprefix("0x").replace(" ", "")
    prefix = hexadecimal if HEX.fullmatch(hexadecimal) else None
    return Understood(
        report=report,
        size=size if size is not None and size <= LARGEST else None,
        prefix=prefix if report is None else None,
        is_mistyped=is_mistyped and prefix is None,
    )


def _read_number(text: str) -> tuple[str | None, bool]:
    """The tracking number that it is, and whether it was meant for one and mistyped."""
    try:
        return parse_number(text), False
    except WrongCheck:
        return None, True


@dataclass(frozen=True, slots=True)
class Findings:
    """What there is of it. `next_head` is the first head over more facts than asked for, where none is over
    exactly so many. `has_more` says that more facts or heads fit than are told."""

    understood: Understood
    report: str | None = None
    facts: Sequence[FoundFact] = field(default=())
    heads: Sequence[Head] = field(default=())
    next_head: Head | None = None
    has_more: bool = False

    @property
    def count(self) -> int:
        """How many things it may be."""
        return (self.report is not None) + len(self.facts) + len(self.heads)


async def find_for(services: Services, reading: Reading, text: str) -> Findings:
    """The same for whoever asks; confidential reports of facts that fit are noted. Raises a 403 problem."""
    require_audit_watcher(reading.actor)
    found = await find_evidence(services, text)
    await reading.lists({each.report for each in found.facts})
    return found


async def find_evidence(services: Services, text: str) -> Findings:
    """Everything that `text` may mean and that there is, for whoever reads all reports. Raises RPCError,
    StoreAway or one of `SQL_AWAY` where it can't be known."""
    asked = understand(text)
    if asked.report is not None:
        return Findings(asked, report=asked.report if await is_known(services, asked.report) else None)
    heads: list[Head] = []
    facts: Sequence[FoundFact] = ()
    if asked.size is not None and (head := await log.head_of_size(services.pool, asked.size)):
        heads.append(head)
    if asked.prefix is not None:
        facts = await find_facts(services.pool, asked.prefix, MOST + 1)
        heads += await find_heads(services.pool, asked.prefix, MOST + 1)
    next_head = None
    if asked.size is not None and not heads and not facts:
        next_head = await find_head_over(services.pool, asked.size)
    has_more = len(facts) > MOST or len(heads) > MOST
    return Findings(asked, None, facts[:MOST], heads[:MOST], next_head, has_more)


async def is_known(services: Services, report: str) -> bool:
    """Whether the record, the ledger, the engine or the archive knows of the report."""
    return not await unrecorded(services.pool, [report]) or await is_kept(
        services.client, services.store, report
    )
