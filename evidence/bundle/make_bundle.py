"""Making a bundle: a report's history, what the database holds of it, and the ledger's proofs, all as of one
moment. What leaves has been verified as whoever gets it will verify it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.client import Client

from evidence.archive.report_histories import read_runs
from evidence.archive.store import Store
from evidence.bundle.contents import Evidence, Heads, Proofs, pack_bundle
from evidence.bundle.errors import NotLogged, NotProvable, TooLarge
from evidence.bundle.record import described_record, record_differences, wanted_record
from evidence.bundle.replay import facts_of
from evidence.bundle.verification import verify_bundle
from evidence.history_codec import HistoryTooLarge
from evidence.ledger import log, stored_keys, tree
from evidence.ledger.heads import Head, Inclusion
from evidence.ledger.keys import Keys, Signer
from evidence.replay.record import read_record
from evidence.replay.record_diff import Tables
from evidence.replay.replayer import Packed, pack_runs, unpack_runs
from evidence.strict_zip import ZipRefused
from records.database import Pool
from runtime.subprocess_pool import SubprocessPool
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model import instants
from workflows.procedure.model.facts import Fact, as_digested

LOOKS = 4
"""How often it is looked at a report of which the database holds something else than its history makes."""
PATIENCE = 15
"""Seconds until the ledger has every fact: it takes each ten seconds after it was recorded."""


Code = Mapping[str, str | None]
"""A version and a commit."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a bundle is made of: the engine, the database, the archive, and the ledger's key. What takes long
    runs in `subprocesses`."""

    client: Client
    pool: Pool
    store: Store
    signer: Signer
    subprocesses: SubprocessPool


@dataclass(frozen=True, slots=True)
class _Taken:
    """A report as it is found: histories, the facts that they lead to, and what the database holds."""

    report: str
    sent: Packed
    facts: Sequence[Fact]
    record: Tables


async def make_bundle(sources: Sources, report: str, code: Code) -> bytes:
    """The bundle of a report, open or over, made by `code` (version and commit).

    Raises NotProvable, TooLarge, NotLogged, NeverEnds, and what reading histories and the ledger does:
    HistoryGone, ObjectBroken, StoreAway, RPCError, KeyNotCurrent, LedgerBroken, one of `SQL_AWAY`.
    """
    await stored_keys.require_current(sources.pool, sources.signer)
    taken = await _taken(sources, report)
    head, inclusions = await _logged(sources, report, taken.facts)
    heads = await log.since_daily(sources.pool, head.size)
    first = heads[0].size
    consistency = None if len(heads) == 1 else await tree.prove_consistency(sources.pool, first, head.size)
    keys = await stored_keys.read_keys(sources.pool)
    assert keys is not None, "a head is signed by one of them"
    proofs = Proofs(inclusions=inclusions, consistency=consistency)
    given = (taken, Heads(keys=keys, heads=heads), proofs, sources.signer, _now(head, keys), code)
    content, found = await sources.subprocesses.run(_made, *given)
    if found:
        raise NotProvable(found)
    return content


async def _taken(sources: Sources, report: str) -> _Taken:
    """The report as soon as history and database agree, or as it is after some looks."""
    for look in range(1, LOOKS + 1):
        histories = await read_runs(sources.client, sources.store, sources.pool, report)
        sent = pack_runs(histories.histories)
        held = await read_record(sources.pool, report)
        facts, broken, agrees = await sources.subprocesses.run(_facts, report, sent, held)
        if broken:
            raise NotProvable([("the history", f"differs: {each}") for each in broken])
        if agrees or look == LOOKS:
            return _Taken(report, sent, facts, held)
        await asyncio.sleep(1)
    raise AssertionError("the last look returns")


async def _logged(sources: Sources, report: str, facts: Sequence[Fact]) -> tuple[Head, list[Inclusion]]:
    """The newest head that covers the facts, signed now if there is none yet, and the proof of each."""
    pool, all_ = sources.pool, [(fact.number, fact.digest) for fact in facts]
    for _ in range(PATIENCE):
        await tree.append_due_facts(pool)
        logged = {(leaf.number, leaf.digest) for _, leaf in await tree.read_leaves(pool, report)}
        if facts and logged.issuperset(all_):
            break
        await asyncio.sleep(1)
    else:
        raise NotLogged
    head = await log.newest_head(pool)
    found = await _proved(pool, report, head.size) if head else {}
    if head is None or not found.keys() >= set(all_):
        head = await log.sign_head(pool, sources.signer, now=datetime.now(UTC))
        found = await _proved(pool, report, head.size)
    if not found.keys() >= set(all_):  # superseded in the record, though the history leads to them
        raise NotProvable([("record.json", "holds a fact to be superseded that the history leads to")])
    return head, [found[each] for each in all_]


async def _proved(pool: Pool, report: str, size: int) -> dict[tuple[int, str], Inclusion]:
    found = await tree.prove_inclusions(pool, report, size)
    return {(each.leaf.number, each.leaf.digest): each for each in found}


def _now(head: Head, keys: Keys) -> datetime:
    """Now, or the last instant that was signed where the clock has gone back since."""
    signed = [head.at, *(rotation.at for rotation in keys.rotations)]
    return max([datetime.now(UTC), *map(instants.parse_instant, signed)])


# -- carried out elsewhere


def _facts(report: str, sent: Packed, held: Tables) -> tuple[list[Fact], list[str], bool]:
    """The facts that the histories lead to, as digested; what is wrong with the histories; and whether the
    database holds what the facts make."""
    histories = unpack_runs(sent)
    facts, findings = facts_of(report, histories)
    if findings or not facts:
        return facts, [f"{each.message} ({each.kind})" for each in findings], False
    should = wanted_record(histories, list(fold_steps(facts)))
    return facts, [], not record_differences(report, described_record(as_digested(held), should), should)


def _made(
    taken: _Taken, heads: Heads, proofs: Proofs, signer: Signer, made_at: datetime, code: Code
) -> tuple[bytes, Sequence[tuple[str, str]]]:
    """The bundle, and what its reader would find wrong with it. Raises TooLarge, and ChildProcessError where
    it can't be verified here."""
    histories = unpack_runs(taken.sent)
    evidence = Evidence(
        report=taken.report,
        runs=histories,
        facts=taken.facts,
        record=described_record(
            as_digested(taken.record), wanted_record(histories, list(fold_steps(taken.facts)))
        ),
        heads=heads,
        proofs=proofs,
    )
    try:
        content = pack_bundle(evidence, signer, made_at, code)
    except (HistoryTooLarge, ZipRefused) as refused:
        raise TooLarge(str(refused)) from None
    verified = verify_bundle(content)
    if verified.trouble:
        raise ChildProcessError(verified.trouble)
    return content, verified.found
