"""Proofs of the ledger, made and verified here, each with what it says in one sentence."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from api.services import Services
from evidence.canonical_json import NotCanonical
from evidence.ledger import log, stored_keys, tree
from evidence.ledger.heads import Consistency, Head, Receipt
from evidence.ledger.keys import Keys, LedgerRefused
from evidence.ledger.receipts import find_gone_facts
from texts.formats import InBoth, both


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was verified, and what came of it."""

    is_good: bool
    text: InBoth


@dataclass(frozen=True, slots=True)
class CheckedConsistency:
    """Two heads, the proof between them, and the verdict. A head is null where none was signed over so many
    facts."""

    first: Head | None
    second: Head | None
    proof: Consistency | None
    verdict: Check


async def check_consistency(services: Services, first: int, second: int) -> CheckedConsistency:
    """Whether the head over `second` facts continues the one over `first`; in either order. Raises one of
    `SQL_AWAY` and LedgerBroken."""
    first, second = sorted((first, second))
    earlier = await log.head_of_size(services.pool, first)
    later = await log.head_of_size(services.pool, second)
    if earlier is None or later is None:
        lacking = first if earlier is None else second
        text = both(
            f"Tidak ada kepala buku besar atas tepat {lacking} fakta, jadi tidak ada yang dapat"
            " dibandingkan.",
            f"No head is over exactly {lacking} facts, so there is nothing to compare.",
        )
        return CheckedConsistency(earlier, later, None, Check(False, text))
    proof = await tree.prove_consistency(services.pool, first, second)
    try:
        keys = await read_keys(services, later)
        earlier.verify(keys)
        later.verify(keys)
        proof.verify(earlier, later)
    except LedgerRefused as refused:
        text = both(
            f"Kedua kepala ini TIDAK terbukti berasal dari masa lalu yang sama: {refused}.",
            f"These two heads are NOT proved to be of one past: {refused}.",
        )
        return CheckedConsistency(earlier, later, proof, Check(False, text))
    text = both(
        f"Terbukti: {first} fakta pertama dalam kepala yang lebih baru persis sama dengan yang dalam"
        " kepala lama."
        " Tidak ada yang diubah, dihapus atau disisipkan.",
        f"Proved: the first {first} facts of the later head are exactly those of the earlier one. Nothing was"
        " changed, removed or put in between.",
    )
    return CheckedConsistency(earlier, later, proof, Check(True, text))


async def check_head(services: Services, head: Head) -> Check:
    """Whether a key of the ledger signed the head in its term. Raises one of `SQL_AWAY`."""
    try:
        head.verify(await read_keys(services, head))
    except LedgerRefused as refused:
        return Check(
            False, both(f"Tanda tangannya tidak cocok: {refused}.", f"Its signature does not fit: {refused}.")
        )
    return Check(
        True,
        both(
            "Ditandatangani oleh kunci buku besar yang berlaku pada saat itu.",
            "Signed by the key of the ledger that was in force then.",
        ),
    )


async def read_keys(services: Services, head: Head) -> Keys:
    """The ledger's keys; where none is stored, none that fits. Raises one of `SQL_AWAY`."""
    return await stored_keys.read_keys(services.pool) or Keys(log=head.log, first=head.key, rotations=[])


class NoReceipt(ValueError):
    """The text is no receipt; the message says what it is not."""


def read_receipt(text: str) -> Receipt:
    """The receipt that somebody pasted. Raises NoReceipt."""
    try:
        return Receipt.of_wire(json.loads(text))
    except (NotCanonical, ValueError, RecursionError) as error:
        raise NoReceipt(str(error)) from None


async def check_receipt(services: Services, receipt: Receipt) -> Sequence[Check]:
    """Every check of a receipt, in order: its own proofs by the ledger's keys, its head against the ledger as
    it is now, and its facts against the record. Raises one of `SQL_AWAY` and LedgerBroken."""
    return [
        await _check_proofs(services, receipt),
        await _check_past(services, receipt),
        await _check_record(services, receipt),
    ]


async def _check_proofs(services: Services, receipt: Receipt) -> Check:
    try:
        receipt.verify(await read_keys(services, receipt.head))
    except LedgerRefused as refused:
        text = both(
            f"Tanda terima ini tidak dapat dipercaya: {refused}.", f"This receipt does not verify: {refused}."
        )
        return Check(False, text)
    facts = len(receipt.facts)
    return Check(
        True,
        both(
            f"Tanda tangan dan bukti untuk {facts} fakta laporan {receipt.report} cocok.",
            f"Signature and proofs fit for {facts} facts of report {receipt.report}.",
        ),
    )


async def _check_past(services: Services, receipt: Receipt) -> Check:
    newest = await log.newest_head(services.pool)
    if newest is None or newest.size < receipt.head.size:
        return Check(
            False,
            both(
                "Buku besar sekarang lebih pendek daripada kepala dalam tanda terima ini: ada yang hilang.",
                "The ledger is shorter now than the receipt's head: something is gone.",
            ),
        )
    proof = await tree.prove_consistency(services.pool, receipt.head.size, newest.size)
    try:
        proof.verify(receipt.head, newest)
    except LedgerRefused:
        return Check(
            False,
            both(
                "Buku besar sekarang TIDAK melanjutkan kepala dalam tanda terima ini: masa lalunya lain.",
                "The ledger as it is now does NOT continue the receipt's head: it has another past.",
            ),
        )
    return Check(
        True,
        both(
            "Buku besar sekarang melanjutkan kepala dalam tanda terima ini.",
            "The ledger as it is now continues the receipt's head.",
        ),
    )


async def _check_record(services: Services, receipt: Receipt) -> Check:
    gone = await find_gone_facts(services.pool, receipt)
    if gone:
        told = ", ".join(map(str, gone[:10]))
        text = both(
            f"Fakta yang tidak lagi tercatat seperti dalam tanda terima: nomor {told}.",
            f"Facts that are not on record any more as the receipt has them: number {told}.",
        )
        return Check(False, text)
    return Check(
        True,
        both(
            "Semua fakta dalam tanda terima masih tercatat, tidak berubah.",
            "All facts of the receipt are still on record, unchanged.",
        ),
    )
