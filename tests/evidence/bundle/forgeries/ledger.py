"""Of the ledger: proofs and heads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from evidence.bundle.contents import MANIFEST, Evidence, Heads, Proofs
from evidence.ledger.heads import Head
from tests.evidence.bundle import built
from tests.evidence.bundle.built import (
    EARLIER,
    KEY,
    STRANGER,
    Ledger,
    bundle,
    evidence,
    members_of,
    of_evidence,
    signed,
    with_json,
)
from tests.evidence.bundle.forgeries.making import STRAIGHT, forgery
from tests.histories.golden import load
from workflows.procedure.model import instants


@forgery("inclusion", "proofs.json", "proves other facts than these")
def a_fact_without_a_proof() -> bytes:
    return with_json(bundle(STRAIGHT), "proofs.json", lambda proofs: proofs["inclusions"].pop())


@forgery("inclusion", "proofs.json", "proves other facts than these")
def proofs_in_another_order() -> bytes:
    return with_json(bundle(STRAIGHT), "proofs.json", lambda proofs: proofs["inclusions"].reverse())


@forgery("inclusion", "proofs.json", "is not proved to be in the log")
def a_proof_changed() -> bytes:
    return with_json(
        bundle(STRAIGHT),
        "proofs.json",
        lambda proofs: proofs["inclusions"][2]["path"].__setitem__(0, "00" * 32),
    )


@forgery("inclusion", "proofs.json", "is not proved to be in the log")
def a_fact_that_was_never_logged() -> bytes:
    return of_evidence(STRAIGHT, heads=other_ledger().heads)


@forgery("inclusion", "proofs.json", "where the head has")
def proofs_under_another_head() -> bytes:
    told = evidence(load(STRAIGHT)[0])
    return of_evidence(STRAIGHT, heads=Heads(keys=told.heads.keys, heads=told.heads.heads[:1]))


def other_ledger() -> Evidence:
    """What would be known under a ledger that holds another report in this one's place."""
    golden = load(STRAIGHT)[0]
    return evidence(replace(golden, facts=tuple({**wire, "digest": "cd" * 32} for wire in golden.facts)))


def with_heads(change: Callable[[list[Head]], Any], name: str = STRAIGHT) -> bytes:
    """Other heads, signed for in the manifest."""
    told = evidence(load(name)[0])
    heads = list(told.heads.heads)
    change(heads)
    return of_evidence(name, heads=Heads(keys=told.heads.keys, heads=heads))


@forgery("heads", "heads.json", "signature does not fit")
def a_head_signed_again_by_a_stranger() -> bytes:
    def change(heads: list[Head]) -> None:
        content = heads[-1].signed()
        heads[-1] = heads[-1].model_copy(update={"signature": STRANGER.sign(content)})

    return with_heads(change)


@forgery("heads", "heads.json", "signed by a key that the log never had")
def a_head_of_a_stranger() -> bytes:
    def change(heads: list[Head]) -> None:
        last = heads[-1]
        at = instants.parse_instant(last.at)
        heads[-1] = Head.of(STRANGER, last.log, last.size, bytes.fromhex(last.root), at, heads[0])

    return with_heads(change)


@forgery("heads", "heads.json", "names another one before it")
def a_head_left_out() -> bytes:
    def change(heads: list[Head]) -> None:
        last = heads[-1]
        at = instants.parse_instant(last.at)
        heads[-1] = Head.of(KEY, last.log, last.size, bytes.fromhex(last.root), at, last)

    return with_heads(change)


@forgery("heads", "proofs.json", "proves otherwise than from the first head to the last")
def heads_without_a_proof_between() -> bytes:
    return with_json(bundle(STRAIGHT), "proofs.json", lambda proofs: proofs.update(consistency=None))


@forgery("heads", "proofs.json", "does not begin with that at")
def a_proof_between_heads_changed() -> bytes:
    return with_json(
        bundle(STRAIGHT),
        "proofs.json",
        lambda proofs: proofs["consistency"]["path"].__setitem__(0, "00" * 32),
    )


@forgery("heads", "proofs.json", "does not begin with that at")
def an_earlier_head_that_held_something_else() -> bytes:
    def change(heads: list[Head]) -> None:
        other = Ledger([replace_digest(each) for each in EARLIER])
        daily = other.heads((len(EARLIER), built.DAILY, KEY))[0]
        last = heads[-1]
        at = instants.parse_instant(last.at)
        heads[:] = [daily, Head.of(KEY, last.log, last.size, bytes.fromhex(last.root), at, daily)]

    return with_heads(change)


def replace_digest(leaf: Any) -> Any:
    """The same leaf of another fact."""
    return leaf.model_copy(update={"digest": "ef" * 32})


@forgery("covers", "heads.json", "ends with another head than the manifest names")
def another_head_named() -> bytes:
    return signed(members_of(bundle(STRAIGHT)), head="00" * 32)


@forgery("covers", MANIFEST, "is dated before the head that it names")
def a_bundle_dated_back() -> bytes:
    early = instants.format_instant(built.DAILY)
    return signed(members_of(bundle(STRAIGHT)), made_at=early)


def with_all_dated(*ats: datetime) -> bytes:
    """The facts under heads of these instants: the first lacks them, the second has them, and others of other
    reports come after."""
    golden = load(STRAIGHT)[0]
    told = evidence(golden)
    own = [each.leaf for each in told.proofs.inclusions]
    later = [EARLIER[0].model_copy(update={"number": number}) for number in range(20, 20 + len(ats) - 2)]
    ledger = Ledger([*EARLIER, *own, *later])
    sizes = (len(EARLIER), *range(len(EARLIER) + len(own), len(ledger.leaves) + 1))
    heads = ledger.heads(*((size, at, KEY) for size, at in zip(sizes, ats, strict=True)))
    places = range(len(EARLIER), len(EARLIER) + len(own))
    return of_evidence(
        STRAIGHT,
        heads=Heads(keys=ledger.keys, heads=heads),
        proofs=Proofs(
            inclusions=[ledger.inclusion(at) for at in places], consistency=ledger.consistency(len(EARLIER))
        ),
    )


LAST = instants.parse_instant(load(STRAIGHT)[0].facts[-1]["recorded_at"])


@forgery("dates", "facts.json", "when the head signed at")
def a_fact_dated_after_the_head_that_holds_it() -> bytes:
    return with_all_dated(built.DAILY, LAST - timedelta(microseconds=1))


@forgery("dates", "facts.json", "when the head signed at")
def a_fact_dated_after_an_earlier_head_that_holds_it() -> bytes:
    return with_all_dated(built.DAILY, LAST - timedelta(microseconds=1), LAST + timedelta(seconds=1))
